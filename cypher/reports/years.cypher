// How many works each year has in the store, and of how many something can be known.
MATCH (w:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN false
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
      END
RETURN w.year AS year, count(w) AS works, count(CASE WHEN w.readable THEN 1 END) AS readable,
       count(w.abstract) AS abstracts
ORDER BY year
