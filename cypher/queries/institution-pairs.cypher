// title: Pairs of institutions in two countries
// question: Which institutions of a country publish with which institutions of another?
// parameter: country | country | KP | --country | the country of the first institution
// parameter: other | country | - | --other | the country of the second institution; any other country where it is not given
// parameter: from | year | - | --from | first year that counts
// parameter: to | year | - | --to | last year that counts
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of both institutions; what is for review is counted whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | pairs and DOIs of which an institution is for review, such as one known by its printed name only
// column: institution: name of the institution in the country
// column: institution_key: its key
// column: other_institution: name of the institution in the other country
// column: other_key: its key
// column: other_country: code of the other country
// column: works: works whose addresses name both for certain
// column: for_review: further works on which one of the two is for review; never added to works
// column: first_year: first year of the works listed
// column: last_year: last year of the works listed
// column: dois: DOIs of the works listed
// column: work_keys: keys of the works listed; some have no DOI
// column: affiliations: affiliation as printed for each of the two, on the first of the works listed
// column: rules: rule that found each of the two in print, and its confidence, on the first of the works listed
// column: confidence: the least confidence of the two among the works listed
// column: state: yes, or review where no work names both for certain
// column: caveat: what could mislead in this row
// caveat: A common paper shows that addresses were printed together. It does not show that the institutions agreed on
//   anything, who sponsored the work, whether it was exempt or notified, or anything about a person's nationality.
// caveat: An institution that is in no table is known by its printed name only: one institution may stand here under
//   several names, and several under one. Such pairs are for review.
// caveat: What a record says elsewhere than in an address line (whom to write to, a present address, an e-mail domain, a
//   biography) makes an institution one for review at most. It stands in affiliations as `(not an address line; …)`.
// caveat: An institution counts for the country where it stands, not for the one that runs it.
// example: coauth query institution-pairs --country KP --other CN
// example: coauth query institution-pairs --review include --from 2017 --json
MATCH (c:Country {code: $country})<-[:LOCATED_IN]-(a:Institution)<-[n:NAMES]-(w:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce($from, 1) = 0
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
      END
MATCH (w)-[o:NAMES]->(b:Institution)-[:LOCATED_IN]->(d:Country)
WHERE d <> c AND ($other IS NULL OR d.code = $other)
WITH a, b, d, w, (n.review OR o.review) AS review,
     CASE WHEN n.confidence < o.confidence THEN n.confidence ELSE o.confidence END AS confidence
WHERE review OR confidence >= $min_confidence
WITH a, b, d, w, review, confidence
ORDER BY a.key, b.key, d.code, w.year, w.key
WITH a, b, d,
     count(CASE WHEN NOT review THEN 1 END) AS works, count(CASE WHEN review THEN 1 END) AS for_review,
     min(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN confidence END) AS confidence,
     min(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN w.year END) AS first_year,
     max(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN w.year END) AS last_year,
     collect(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN w END) AS listed
WHERE size(listed) > 0
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed, listed[0] AS example
OPTIONAL MATCH (example)<-[r:AUTHORED]-(p)
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed, example, r, p.key AS person,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'institution' AND r.ev_value[n] IN [a.key, b.key]
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY a.key, b.key, d.code, r.position, r.key
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed, example,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         key: r.ev_value[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n], name: r.printed, person: person,
         statement: r.ev_statement[n] >= 0,
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(example.ev_kind, [])) - 1)
       WHERE example.ev_kind[n] = 'institution' AND example.ev_value[n] IN [a.key, b.key]
         AND (example.ev_statement[n] < 0 OR example.ev_state[n] <> 'yes') | {
         key: example.ev_value[n], rule: example.ev_rule[n], confidence: example.ev_confidence[n],
         name: CASE WHEN example.ev_statement[n] >= 0 THEN '(a statement about no one author)'
                    ELSE '(address given to no author)' END, person: null,
         statement: example.ev_statement[n] >= 0,
         printed: CASE WHEN example.ev_affiliation[n] >= 0 THEN example.affiliations[example.ev_affiliation[n]]
                  WHEN example.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + example.statement_kinds[example.ev_statement[n]] + ', '
                    + example.statement_places[example.ev_statement[n]] + ': "' + left(example.statements[example.ev_statement[n]], 300)
                    + CASE WHEN size(example.statements[example.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed,
     [e IN evidence WHERE e.key = a.key] + [e IN evidence WHERE e.key = b.key] AS shown,
     COLLECT { MATCH (a)-[:CONTROLLED_FROM]->(x:Country) RETURN x.code ORDER BY x.code } AS a_from,
     COLLECT { MATCH (b)-[:CONTROLLED_FROM]->(x:Country) RETURN x.code ORDER BY x.code } AS b_from
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed, shown,
     CASE WHEN works = 0 THEN ['all of them are for review']
          WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN a.status = 'printed' THEN [a.name + ' is known by its printed name only'] ELSE [] END
     + CASE WHEN b.status = 'printed' THEN [b.name + ' is known by its printed name only'] ELSE [] END
     + [code IN a_from | a.name + ' is controlled from ' + code]
     + [code IN b_from | b.name + ' is controlled from ' + code]
     + [one IN [a, b]
         WHERE any(e IN shown WHERE e.key = one.key) AND all(e IN shown WHERE e.key <> one.key OR e.statement) |
         'on the first of the works listed, ' + one.name + ' rests on a statement alone, no address line says so']
     + reduce(seen = [], one IN [e IN shown WHERE e.person IS NOT NULL AND e.key = a.key AND NOT e.statement
           AND any(f IN shown WHERE f.key = b.key AND f.person = e.person AND NOT f.statement)
           | e.name + ' printed both on ' + listed[0].key] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END)
     + CASE WHEN any(w IN listed WHERE w.year IS NULL)
         THEN [toString(size([w IN listed WHERE w.year IS NULL])) + ' without a year'] ELSE [] END AS cautions
RETURN a.name AS institution, a.key AS institution_key,
       b.name AS other_institution, b.key AS other_key, d.code AS other_country,
       works, for_review, first_year, last_year,
       [w IN listed WHERE w.doi IS NOT NULL | w.doi] AS dois,
       [w IN listed | w.key] AS work_keys,
       reduce(seen = [], one IN [e IN shown | CASE WHEN e.key = a.key THEN a.name ELSE b.name END + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [e IN shown | CASE WHEN e.key = a.key THEN a.name ELSE b.name END
           + ': ' + e.rule + ', ' + toString(e.confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       confidence,
       CASE WHEN works > 0 THEN 'yes' ELSE 'review' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY works DESC, for_review DESC, institution, other_institution, institution_key, other_key, other_country
