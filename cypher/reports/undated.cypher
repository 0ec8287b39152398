// Works without a year, and those of them of a country, however certain that is: a window of years leaves them out.
MATCH (w:Work)
WHERE w.year IS NULL
RETURN count(w) AS works,
       count(CASE WHEN EXISTS { MATCH (w)-[:INVOLVES]->(c) WHERE c.code = $country } THEN 1 END) AS of_country
