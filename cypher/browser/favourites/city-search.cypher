// What a search for a city misses
// How many works with an address in a country would a search for a city's name in the printed
// addresses not find?
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country whose works are looked at
     'Pyongyang' AS asked_city,    // the name that is searched for; several with a semicolon between
     null AS asked_from,           // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,             // last year of publication that counts, all of it
     0.5 AS asked_min_confidence,  // least confidence of the country; what is for review is counted whatever its confidence
     'leave-out' AS asked_review   // rows and DOIs of works on which the country is for review (leave-out, include, only)
CALL (asked_country, asked_city, asked_from, asked_to, asked_min_confidence, asked_review) {
MATCH (x:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
WITH x.year AS year, count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
WITH collect({year: year, all_works: all_works, readable: readable}) AS totals,
     [name IN split(toLower(asked_city), ';') WHERE trim(name) <> '' | trim(name)] AS names
MATCH (c:Country {code: asked_country})<-[i:INVOLVES]-(w:Work)
WHERE (i.review OR i.confidence >= asked_min_confidence)
  AND CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
OPTIONAL MATCH (w)<-[r:AUTHORED]-()
WITH totals, names, w, i,
     collect(any(a IN coalesce(r.affiliations, []) WHERE any(name IN names WHERE toLower(a) CONTAINS name))) AS printed
WITH totals, w, i.review AS review, i.confidence AS confidence,
     (true IN printed OR any(a IN coalesce(w.affiliations, []) WHERE any(name IN names WHERE toLower(a) CONTAINS name))) AS found
ORDER BY w.year, found, w.key
WITH totals, w.year AS year,
     count(CASE WHEN NOT review THEN 1 END) AS works, count(CASE WHEN NOT review AND found THEN 1 END) AS found,
     count(CASE WHEN review THEN 1 END) AS for_review,
     min(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN w END) AS listed
WHERE size(listed) > 0
WITH [t IN totals WHERE coalesce(t.year, -1) = coalesce(year, -1)][0] AS total, year, works, found, for_review, confidence,
     listed, listed[0] AS example
OPTIONAL MATCH (example)<-[r:AUTHORED]-()
WITH total, year, works, found, for_review, confidence, listed, example, r,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = asked_country
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY year, r.position, r.key
WITH total, year, works, found, for_review, confidence, listed, example,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(example.ev_kind, [])) - 1)
       WHERE example.ev_kind[n] = 'country' AND example.ev_value[n] = asked_country
         AND (example.ev_statement[n] < 0 OR example.ev_state[n] <> 'yes') | {
         rule: example.ev_rule[n], confidence: example.ev_confidence[n],
         printed: CASE WHEN example.ev_affiliation[n] >= 0 THEN example.affiliations[example.ev_affiliation[n]]
                  WHEN example.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + example.statement_kinds[example.ev_statement[n]] + ', '
                    + example.statement_places[example.ev_statement[n]] + ': "' + left(example.statements[example.ev_statement[n]], 300)
                    + CASE WHEN size(example.statements[example.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH total, year, works, found, for_review, confidence, listed,
     reduce(all = [], some IN of_authors | all + some) + of_work AS shown,
     CASE WHEN year IS NULL THEN ['no year known'] ELSE [] END
     + CASE WHEN works = 0 THEN ['all of them are for review']
            WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END AS cautions
RETURN year, works, found, works - found AS missed,
       CASE WHEN works > 0 THEN round(10000.0 * (works - found) / works) / 10000 END AS share, for_review,
       total.readable AS readable, total.all_works AS all_works, confidence,
       [w IN listed WHERE w.doi IS NOT NULL | w.doi] AS dois,
       [w IN listed | w.key] AS work_keys,
       reduce(seen = [], s IN [o IN shown | o.printed] | CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS affiliations,
       reduce(seen = [], s IN [o IN shown | o.rule + ', ' + toString(o.confidence)] |
         CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS rules,
       reduce(text = '', s IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + s) AS caveat
ORDER BY year
}
RETURN year, works, found, missed, share, for_review, readable, all_works, confidence, dois, work_keys, affiliations, rules, caveat
