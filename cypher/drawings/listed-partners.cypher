// draws: The country, the work, the institution that it names, the listed one where that is its whole, and the list.
// rows: 25
MATCH path = (c)<-[:INVOLVES]-(:Work {key: work})
WHERE c.code = $country
RETURN path
UNION ALL
MATCH path = (:Work {key: work})-[:NAMES]->()-[:PART_OF*0..4]->(l)-[e:LISTED_ON]->(k)
WHERE l.key = institution_key AND k.name = list AND e.entry = entry
RETURN path
