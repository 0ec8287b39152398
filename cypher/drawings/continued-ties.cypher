// draws: The country, the first ten works listed, the other country; of institutions the works and both sides, over the
//   parts that the works name; of authors both persons with their works, where names is true.
// rows: 25
UNWIND work_keys[0..10] AS one
MATCH path = (x)<-[:INVOLVES]-(:Work {key: one})-[:INVOLVES]->(y)
WHERE x.code = country AND y.code = other_country
RETURN path
UNION ALL
UNWIND CASE WHEN $of = 'institutions' THEN work_keys[0..10] ELSE [] END AS one
MATCH path = (:Work {key: one})-[:NAMES]->()-[:PART_OF*0..6]->(i)
WHERE i.key = key OR i.key = other_key
RETURN path
UNION ALL
UNWIND CASE WHEN $of = 'authors' AND $names THEN work_keys[0..10] ELSE [] END AS one
MATCH path = (:Work {key: one})<-[:AUTHORED]-(p)
WHERE p.key = key OR p.key = other_key
RETURN path
