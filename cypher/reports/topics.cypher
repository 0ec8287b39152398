// What works were found to be about, by the version of each term list that was run last.
UNWIND $works AS key
MATCH (w:Work {key: key})-[a:ABOUT]->(t:Topic)
WHERE a.current
RETURN w.key AS work, t.key AS topic, t.list AS list, t.name AS name, t.rule AS field_rule, a.score AS score,
       a.review AS review, a.rule AS rule, a.version AS version, a.terms AS terms, a.ev_place AS places,
       a.ev_printed AS printed
ORDER BY work, topic
