// Works without a year: a window of years leaves them out.
MATCH (w:Work)
WHERE w.year IS NULL
RETURN count(w) AS works
