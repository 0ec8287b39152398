// draws: The funder, and the first ten works of each row with their countries.
// rows: 25
UNWIND work_keys[0..10] AS key
MATCH path = (f)<-[:FUNDED_BY]-(:Work {key: key})-[:INVOLVES]->()
WHERE f.key = funder_key
RETURN path
