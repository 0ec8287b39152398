// The institutions that works name, and where these stand.
UNWIND $works AS key
MATCH (w:Work {key: key})-[n:NAMES]->(b:Institution)
OPTIONAL MATCH (b)-[:LOCATED_IN]->(c:Country)
WITH w, n, b, c
ORDER BY c.code
WITH w, n, b, collect(c.code) AS codes
RETURN w.key AS work, b.key AS institution, b.name AS name, codes, n.confidence AS confidence, n.review AS review
ORDER BY work, institution
