// draws: The work, the topic, and all countries whose addresses the work prints.
// rows: 25
MATCH path = (:Work {key: work})-[a:ABOUT]->(t)
WHERE a.current AND t.list = list AND t.name = topic
RETURN path
UNION ALL
MATCH path = (:Work {key: work})-[:INVOLVES]->()
RETURN path
