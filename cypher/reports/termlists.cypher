// Which term lists were run, in which version, over how many works, and of how many of these a topic is known.
MATCH (w:Work)
UNWIND w.classified AS mark
WITH w, split(mark, ' ') AS parts
WHERE parts[0] <> 'text'
WITH parts[0] AS list, parts[1] AS version,
     COUNT { MATCH (w)-[a:ABOUT]->(t:Topic {list: parts[0]}) WHERE a.current } AS topics
RETURN list, version, count(*) AS looked_at, count(CASE WHEN topics > 0 THEN 1 END) AS works
ORDER BY list, version
