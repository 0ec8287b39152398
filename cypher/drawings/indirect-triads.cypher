// draws: Outer country, work, author in between, other work, other outer country; the author's middle country; of each
//   work the first four co-authors who printed an address in its outer country.
// rows: 25
MATCH path = (x)<-[:INVOLVES]-(:Work {key: work})<-[:AUTHORED]-(m)-[:AUTHORED]->(w)-[:INVOLVES]->(y)
WHERE x.code = $outer[0] AND y.code = $outer[1] AND m.key = author AND w.key = other_work
RETURN path
UNION ALL
MATCH path = (:Author {key: author})-[:BASED_IN]->(c)
WHERE c.code = $middle
RETURN path
UNION ALL
MATCH path = (:Work {key: work})<-[r:AUTHORED]-(p)-[:BASED_IN]->(c)
WHERE c.code = $outer[0] AND p.key <> author AND r.collective IS NULL
  AND any(n IN range(0, size(coalesce(r.ev_kind, [])) - 1) WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = c.code)
WITH r, path
ORDER BY r.position
LIMIT 4
RETURN path
UNION ALL
MATCH path = (:Work {key: other_work})<-[r:AUTHORED]-(p)-[:BASED_IN]->(c)
WHERE c.code = $outer[1] AND p.key <> author AND r.collective IS NULL
  AND any(n IN range(0, size(coalesce(r.ev_kind, [])) - 1) WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = c.code)
WITH r, path
ORDER BY r.position
LIMIT 4
RETURN path
