// draws: The first ten works of each team with the country, and the first four institutions that each names there; the
//   authors of the team only where names is true.
// rows: 10
UNWIND work_keys[0..10] AS key
MATCH path = (:Work {key: key})
RETURN path
UNION ALL
UNWIND work_keys[0..10] AS key
MATCH path = (:Work {key: key})-[:INVOLVES]->(c)
WHERE c.code = $country
RETURN path
UNION ALL
UNWIND work_keys[0..10] AS key
MATCH path = (:Work {key: key})-[:NAMES]->(i)-[:LOCATED_IN]->(c)
WHERE c.code = $country
WITH key, i, path
ORDER BY key, i.key
WITH key, collect(path)[0..4] AS few
UNWIND few AS path
RETURN path
UNION ALL
UNWIND work_keys[0..10] AS key
MATCH path = (:Work {key: key})<-[:AUTHORED]-(p)
WHERE p.key IN authors
RETURN path
