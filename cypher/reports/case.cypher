// Works of which title, keywords or abstract hold one word of each group, in some years; of any country or none.
MATCH (w:Work)
WHERE w.year >= $from AND w.year <= $to
WITH w, toLower(coalesce(w.title, '') + ' ' + reduce(all = '', k IN coalesce(w.keywords, []) | all + ' ' + k)
       + ' ' + coalesce(w.abstract, '')) AS text
WHERE all(group IN $words WHERE any(word IN group WHERE text CONTAINS word))
RETURN w.key AS work
ORDER BY work
