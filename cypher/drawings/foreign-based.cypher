// draws: The first ten works of each kind with both countries, and the first four institutions that each names there;
//   the person only where names is true.
// rows: 25
UNWIND work_keys[0..10] + other_work_keys[0..10] AS key
MATCH path = (:Work {key: key})-[:INVOLVES]->(c)
WHERE c.code = $country OR c.code = other_country
RETURN path
UNION ALL
UNWIND work_keys[0..10] + other_work_keys[0..10] AS key
MATCH path = (:Work {key: key})-[:NAMES]->(i)-[:LOCATED_IN]->(c)
WHERE c.code = $country OR c.code = other_country
WITH key, c, i, path
ORDER BY key, c.code, i.key
WITH key, c, collect(path)[0..4] AS few
UNWIND few AS path
RETURN path
UNION ALL
UNWIND CASE WHEN $names THEN work_keys[0..10] + other_work_keys[0..10] ELSE [] END AS key
MATCH path = (:Work {key: key})<-[:AUTHORED]-(p)
WHERE p.key = author
RETURN path
