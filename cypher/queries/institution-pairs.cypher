// title: Pairs of institutions in two countries
// question: Which institutions of a country publish with which institutions of another?
// parameter: country | country | KP | --country | the country of the first institution
// parameter: other | country | - | --other | the country of the second institution; any other country where it is not given
// parameter: from | year | - | --from | first year of publication that counts; a work without a year is left out where this or --to is given
// parameter: to | year | - | --to | last year of publication that counts, all of it
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
// column: new: with --from: yes where no common work of an earlier year is in the store, no where one is, or review
// column: ended: with --to: yes where no common work of a later year is in the store, no where one is, or review
// column: fractional: works, each shared equally among the pairs asked for that it names for certain
// column: of_institution: works of those years that name the first for certain
// column: of_other: works of those years that name the second for certain
// column: salton: works / the square root of of_institution x of_other (Salton's measure): the tie for the size of both
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
// caveat: new and ended speak of what is loaded: a pair is new where the earlier common works are missing, and has ended
//   where the later ones have not been loaded yet. A common work without a year leaves both for review.
// caveat: A work that names an institution and a part of it gives a pair with each: fractional counts share it.
// example: coauth query institution-pairs --country KP --other CN
// example: coauth query institution-pairs --review include --from 2017 --json
MATCH (c:Country {code: $country})<-[:LOCATED_IN]-(a:Institution)<-[n:NAMES]-(w:Work)
MATCH (w)-[o:NAMES]->(b:Institution)-[:LOCATED_IN]->(d:Country)
WHERE d <> c AND ($other IS NULL OR d.code = $other)
WITH a, b, d, w, (n.review OR o.review) AS review,
     CASE WHEN n.confidence < o.confidence THEN n.confidence ELSE o.confidence END AS confidence,
     CASE
       WHEN $from IS NULL AND $to IS NULL THEN 'asked'
       WHEN w.year IS NULL THEN CASE WHEN coalesce($from, 1) = 0 THEN 'asked' ELSE 'undated' END
       WHEN w.year < coalesce($from, 0) THEN 'earlier'
       WHEN w.year > coalesce($to, 9999) THEN 'later'
       ELSE 'asked'
     END AS period
WHERE review OR confidence >= $min_confidence
// how many pairs share a work
WITH w, period, count(CASE WHEN NOT review THEN 1 END) AS many,
     collect({a: a, b: b, d: d, review: review, confidence: confidence}) AS pairs
UNWIND pairs AS one
WITH one.a AS a, one.b AS b, one.d AS d, w, many, period, one.review AS review, one.confidence AS confidence,
     (period = 'asked' AND ($review = 'include' OR one.review = ($review = 'only'))) AS shown
ORDER BY a.key, b.key, d.code, w.year, w.key
WITH a, b, d,
     count(CASE WHEN period = 'asked' AND NOT review THEN 1 END) AS works,
     sum(CASE WHEN period = 'asked' AND NOT review THEN 1.0 / many ELSE 0.0 END) AS fractional,
     count(CASE WHEN period = 'asked' AND review THEN 1 END) AS for_review,
     collect(DISTINCT CASE WHEN period <> 'asked' THEN period + CASE WHEN review THEN ' for review' ELSE '' END END) AS others,
     min(CASE WHEN shown THEN confidence END) AS confidence,
     min(CASE WHEN shown THEN w.year END) AS first_year,
     max(CASE WHEN shown THEN w.year END) AS last_year,
     collect(CASE WHEN shown THEN w END) AS listed
WHERE size(listed) > 0
// each institution's own works are counted once
WITH b, collect({a: a, d: d, works: works, fractional: fractional, for_review: for_review, others: others,
  confidence: confidence, first_year: first_year, last_year: last_year, listed: listed}) AS rows
CALL (b) {
  MATCH (b)<-[m:NAMES]-(x:Work)
  WHERE NOT m.review AND m.confidence >= $min_confidence
    AND CASE
          WHEN $from IS NULL AND $to IS NULL THEN true
          WHEN x.year IS NULL THEN coalesce($from, 1) = 0
          ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
        END
  RETURN count(x) AS of_other
}
UNWIND rows AS row
WITH row.a AS a, collect({b: b, of_other: of_other, row: row}) AS rows
CALL (a) {
  MATCH (a)<-[m:NAMES]-(x:Work)
  WHERE NOT m.review AND m.confidence >= $min_confidence
    AND CASE
          WHEN $from IS NULL AND $to IS NULL THEN true
          WHEN x.year IS NULL THEN coalesce($from, 1) = 0
          ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
        END
  RETURN count(x) AS of_institution
}
UNWIND rows AS one
WITH a, one.b AS b, one.row.d AS d, one.row.for_review AS for_review, one.row.confidence AS confidence,
     one.row.first_year AS first_year, one.row.last_year AS last_year, one.row.listed AS listed, one.row.works AS works,
     {fractional: one.row.fractional, others: one.row.others, of_institution: of_institution, of_other: one.of_other,
      new: CASE WHEN coalesce($from, 1) = 1 THEN null
                WHEN 'earlier' IN one.row.others THEN 'no'
                WHEN any(o IN one.row.others WHERE o <> 'later' AND o <> 'later for review') THEN 'review' ELSE 'yes' END,
      ended: CASE WHEN coalesce($to, 9999) = 9999 THEN null
                WHEN 'later' IN one.row.others THEN 'no'
                WHEN any(o IN one.row.others WHERE o <> 'earlier' AND o <> 'earlier for review') THEN 'review' ELSE 'yes' END
     } AS beside
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed, beside, listed[0] AS example
OPTIONAL MATCH (example)<-[r:AUTHORED]-(p)
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed, beside, example, r, p.key AS person,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'institution' AND r.ev_value[n] IN [a.key, b.key]
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY a.key, b.key, d.code, r.position, r.key
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed, beside, example,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         key: r.ev_value[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n], person: person,
         state: r.ev_state[n], statement: r.ev_statement[n] >= 0,
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(example.ev_kind, [])) - 1)
       WHERE example.ev_kind[n] = 'institution' AND example.ev_value[n] IN [a.key, b.key]
         AND (example.ev_statement[n] < 0 OR example.ev_state[n] <> 'yes') | {
         key: example.ev_value[n], rule: example.ev_rule[n], confidence: example.ev_confidence[n],
         person: null, state: example.ev_state[n],
         statement: example.ev_statement[n] >= 0,
         printed: CASE WHEN example.ev_affiliation[n] >= 0 THEN example.affiliations[example.ev_affiliation[n]]
                  WHEN example.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + example.statement_kinds[example.ev_statement[n]] + ', '
                    + example.statement_places[example.ev_statement[n]] + ': "' + left(example.statements[example.ev_statement[n]], 300)
                    + CASE WHEN size(example.statements[example.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed, beside,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed, beside,
     [e IN evidence WHERE e.key = a.key] + [e IN evidence WHERE e.key = b.key] AS shown,
     COLLECT { MATCH (a)-[:CONTROLLED_FROM]->(x:Country) RETURN x.code ORDER BY x.code } AS a_from,
     COLLECT { MATCH (b)-[:CONTROLLED_FROM]->(x:Country) RETURN x.code ORDER BY x.code } AS b_from
WITH a, b, d, works, for_review, confidence, first_year, last_year, listed, beside, shown,
     CASE WHEN works = 0 THEN ['all of them are for review']
          WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN a.status = 'printed' THEN [a.name + ' is known by its printed name only'] ELSE [] END
     + CASE WHEN b.status = 'printed' THEN [b.name + ' is known by its printed name only'] ELSE [] END
     + [code IN a_from | a.name + ' is controlled from ' + code]
     + [code IN b_from | b.name + ' is controlled from ' + code]
     + [one IN [a, b]
         WHERE any(e IN shown WHERE e.key = one.key) AND all(e IN shown WHERE e.key <> one.key OR e.statement) |
         'on the first of the works listed, ' + one.name + ' rests on a statement alone, no address line says so']
     // counted and not named: a row is about institutions
     + [n IN [size(reduce(seen = [], one IN [e IN shown WHERE e.person IS NOT NULL AND e.key = a.key AND NOT e.statement
           AND e.state = 'yes' AND any(f IN shown WHERE f.key = b.key AND f.person = e.person AND NOT f.statement
             AND f.state = 'yes') | e.person] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END))] WHERE n > 0 |
         toString(n) + CASE WHEN n = 1 THEN ' author' ELSE ' authors' END + ' printed both on ' + listed[0].key]
     + CASE WHEN any(w IN listed WHERE w.year IS NULL)
         THEN [toString(size([w IN listed WHERE w.year IS NULL])) + ' without a year'] ELSE [] END
     + CASE WHEN beside.new = 'review' THEN ['whether they had a common work before is for review'] ELSE [] END
     + CASE WHEN beside.ended = 'review' THEN ['whether they had a common work afterwards is for review'] ELSE [] END
       AS cautions
RETURN a.name AS institution, a.key AS institution_key,
       b.name AS other_institution, b.key AS other_key, d.code AS other_country,
       works, for_review, first_year, last_year, beside.new AS new, beside.ended AS ended,
       round(1000.0 * beside.fractional) / 1000 AS fractional,
       beside.of_institution AS of_institution, beside.of_other AS of_other,
       CASE WHEN beside.of_institution > 0 AND beside.of_other > 0
         THEN round(10000.0 * works / sqrt(1.0 * beside.of_institution * beside.of_other)) / 10000 END AS salton,
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
