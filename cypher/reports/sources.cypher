// From which sources the records in the store come.
MATCH (r:Record)
RETURN r.source AS source, count(r) AS records
ORDER BY source
