// draws: Each work with the three countries; of each country the first four institutions that the work names there, and
//   the first four authors who printed an address there.
// rows: 25
MATCH path = (:Work {key: work})-[:INVOLVES]->(c)
WHERE c.code IN $countries
RETURN path
UNION ALL
MATCH path = (:Work {key: work})-[:NAMES]->(i)-[:LOCATED_IN]->(c)
WHERE c.code IN $countries
WITH c, i, path
ORDER BY c.code, i.key
WITH c, collect(path)[0..4] AS few
UNWIND few AS path
RETURN path
UNION ALL
MATCH path = (:Work {key: work})<-[r:AUTHORED]-(p)-[:BASED_IN]->(c)
WHERE c.code IN $countries
  AND any(n IN range(0, size(coalesce(r.ev_kind, [])) - 1) WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = c.code)
WITH c, r, path
ORDER BY c.code, r.position
WITH c, collect(path)[0..4] AS few
UNWIND few AS path
RETURN path
