// The works of a country in some years, however certain that is.
MATCH (c:Country {code: $country})<-[:INVOLVES]-(w:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN false
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
      END
RETURN w.key AS work
ORDER BY work
