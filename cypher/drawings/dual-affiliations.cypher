// draws: Author, work and both countries; the first six institutions that the author's addresses name, with their
//   countries.
// rows: 25
MATCH path = (p)-[:AUTHORED]->(:Work {key: work})-[:INVOLVES]->(c)
WHERE p.key = author AND (c.code = country OR c.code = other_country)
RETURN path
UNION ALL
MATCH path = (:Author {key: author})-[:BASED_IN]->(c)
WHERE c.code = country OR c.code = other_country
RETURN path
UNION ALL
MATCH path = (p)-[r:AUTHORED]->(:Work {key: work})-[:NAMES]->(i)-[:LOCATED_IN]->()
WHERE p.key = author AND i.key IN coalesce(r.ev_value, [])
WITH i, path
ORDER BY i.key
LIMIT 6
RETURN path
