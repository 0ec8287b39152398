// draws: The country, the first ten works of each row, the partner country.
// rows: 50
UNWIND work_keys[0..10] AS key
MATCH path = (x)<-[:INVOLVES]-(:Work {key: key})-[:INVOLVES]->(y)
WHERE (x.code = $country OR ($territories = 'fold' AND $country IN ['CN', 'HK', 'MO', 'TW'] AND x.code IN ['CN', 'HK', 'MO', 'TW']))
  AND (y.code = partner OR ($territories = 'fold' AND partner = 'CN' AND y.code IN ['CN', 'HK', 'MO', 'TW']))
RETURN path
