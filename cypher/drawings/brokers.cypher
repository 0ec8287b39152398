// draws: The first ten works listed with either outer country; the institution that they name, by a part of it too, or the
//   author in between where authors are named.
// rows: 25
UNWIND work_keys[0..10] AS key
MATCH path = (x)<-[:INVOLVES]-(:Work {key: key})
WHERE x.code = $outer[0]
RETURN path
UNION ALL
UNWIND other_work_keys[0..10] AS key
MATCH path = (y)<-[:INVOLVES]-(:Work {key: key})
WHERE y.code = $outer[1]
RETURN path
UNION ALL
UNWIND work_keys[0..10] + other_work_keys[0..10] AS key
MATCH path = (:Work {key: key})-[:NAMES]->()-[:PART_OF*0..4]->(i)
WHERE i.key = broker_key
RETURN path
UNION ALL
UNWIND work_keys[0..10] + other_work_keys[0..10] AS key
MATCH path = (:Work {key: key})<-[:AUTHORED]-(m)
WHERE m.key = broker_key
RETURN path
