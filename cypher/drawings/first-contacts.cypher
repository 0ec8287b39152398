// draws: The country, the first ten works listed, the other country; between institutions, the works and the
//   institutions of both sides, over the parts that the works name.
// rows: 25
UNWIND work_keys[0..10] AS key
MATCH path = (x)<-[:INVOLVES]-(:Work {key: key})-[:INVOLVES]->(y)
WHERE x.code = country AND y.code = other_country
RETURN path
UNION ALL
UNWIND CASE WHEN institution_key IS NULL THEN [] ELSE work_keys[0..10] END AS key
MATCH path = (:Work {key: key})-[:NAMES]->()-[:PART_OF*0..6]->(i)
WHERE i.key = institution_key OR i.key = other_key
RETURN path
UNION ALL
UNWIND CASE WHEN institution_key IS NULL THEN [] ELSE [institution_key, other_key] END AS key
MATCH path = (:Institution {key: key})-[:LOCATED_IN]->(c)
WHERE c.code = country OR c.code = other_country
RETURN path
