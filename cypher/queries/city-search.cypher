// title: What a search for a city misses
// question: How many works with an address in a country would a search for a city's name in the printed addresses not find?
// parameter: country | country | KP | --country | the country whose works are looked at
// parameter: city | text | Pyongyang | --city | the name that is searched for; several with a semicolon between
// parameter: from | year | - | --from | first year of publication that counts; a work without a year is left out where this or --to is given
// parameter: to | year | - | --to | last year of publication that counts, all of it
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of the country; what is for review is counted whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | rows and DOIs of works on which the country is for review
// column: year: year of publication; empty for works without one
// column: works: works with a certain address in the country
// column: found: those of which a printed address holds the city's name
// column: missed: those of which none does
// column: share: missed / works: the recall gap of the search
// column: for_review: further works, on which the country is for review; never added to works
// column: readable: works of that year, of any country, with a printed affiliation
// column: all_works: works of that year in the store
// column: confidence: the least confidence of the country among the works listed
// column: dois: DOIs of the works listed, the missed ones first
// column: work_keys: keys of the works listed, in the same order: the first ones, as many as missed, are those without --review
// column: affiliations: affiliation as printed that names the country, on the first of the works listed
// column: rules: rule that read it from print, and its confidence, on the first of the works listed
// column: caveat: what could mislead in this row
// computed: share_low | wilson low | missed works | 95 % Wilson interval of share
// computed: share_high | wilson high | missed works | its upper end
// caveat: The gap holds for the works that are loaded. Where these were themselves found by a search for the city, what
//   that search missed is not among them, and the gap looks smaller than it is.
// caveat: A search of a database may look at other fields than the printed addresses, or fold its spelling.
// caveat: What a record says elsewhere than in an address line (whom to write to, a present address, an e-mail domain, a
//   biography) makes a country one for review at most. It stands in affiliations as `(not an address line; …)`.
// example: coauth query city-search
// example: coauth query city-search --city "Pyongyang;Phyongyang;平壤" --from 2005 --to 2018 --json
MATCH (x:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce($from, 1) = 0
        ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
      END
WITH x.year AS year, count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
WITH collect({year: year, all_works: all_works, readable: readable}) AS totals,
     [name IN split(toLower($city), ';') WHERE trim(name) <> '' | trim(name)] AS names
MATCH (c:Country {code: $country})<-[i:INVOLVES]-(w:Work)
WHERE (i.review OR i.confidence >= $min_confidence)
  AND CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce($from, 1) = 0
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
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
     min(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN w END) AS listed
WHERE size(listed) > 0
WITH [t IN totals WHERE coalesce(t.year, -1) = coalesce(year, -1)][0] AS total, year, works, found, for_review, confidence,
     listed, listed[0] AS example
OPTIONAL MATCH (example)<-[r:AUTHORED]-()
WITH total, year, works, found, for_review, confidence, listed, example, r,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = $country
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
       WHERE example.ev_kind[n] = 'country' AND example.ev_value[n] = $country
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
