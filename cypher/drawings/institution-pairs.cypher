// draws: Institution, the first ten works listed, the other institution, and the countries where both stand.
// rows: 25
UNWIND work_keys[0..10] AS key
MATCH path = (a)<-[:NAMES]-(:Work {key: key})-[:NAMES]->(b)
WHERE a.key = institution_key AND b.key = other_key
RETURN path
UNION ALL
UNWIND [institution_key, other_key] AS key
MATCH path = (:Institution {key: key})-[:LOCATED_IN]->(c)
WHERE c.code = $country OR c.code = other_country
RETURN path
