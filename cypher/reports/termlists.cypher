// Which term lists were run last, in which version, and of how many works a topic is known by them.
MATCH (t:Topic)<-[a:ABOUT]-(w:Work)
WHERE a.current
RETURN t.list AS list, a.version AS version, count(DISTINCT w) AS works, count(DISTINCT t) AS topics
ORDER BY list, version
