// Graph: Dual affiliations
// Which author printed addresses in two countries, or at two institutions, on one work?
// Drawn: Author, work and both countries; the first six institutions that the author's addresses name,
// with their countries. The first 25 rows.
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,         // the country of one address
     null AS asked_other,           // the country of the other address; any where it is not given
     'countries' AS asked_between,  // addresses in two countries, or at two institutions, which may both lie in the country (countries, institutions)
     null AS asked_from,            // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,              // last year of publication that counts, all of it
     0.5 AS asked_min_confidence,   // least confidence of both addresses; what is for review is shown whatever its confidence
     'leave-out' AS asked_review    // rows of which an address is for review (leave-out, include, only)
CALL (asked_country, asked_other, asked_between, asked_from, asked_to, asked_min_confidence, asked_review) {
CALL (asked_country, asked_other, asked_between, asked_from, asked_to, asked_min_confidence, asked_review) {
  UNWIND CASE WHEN asked_between <> 'countries' THEN [] WHEN asked_other IS NULL THEN [asked_country] ELSE [asked_country, asked_other] END AS code
  MATCH (c:Country {code: code})
  WITH c, COUNT { (c)<-[:INVOLVES]-() } AS works
  ORDER BY works, c.code
  WITH collect(c) AS found
  // from the rarer country: never through all works of a large one
  UNWIND found[0..1] AS rarest
  MATCH (rarest)<-[:INVOLVES]-(w:Work)
  RETURN w
UNION
  UNWIND CASE WHEN asked_between = 'institutions' THEN [asked_country] ELSE [] END AS code
  MATCH (c:Country {code: code})<-[:LOCATED_IN]-(i:Institution)<-[:NAMES]-(w:Work)
  RETURN w
}
WITH w
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
MATCH (w)<-[r:AUTHORED]-(p:Author)
WHERE r.collective IS NULL
WITH w, r, p, [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes' | n] AS hits
WITH w, r, p, [n IN hits WHERE r.ev_kind[n] = 'country'] AS at_country, [n IN hits WHERE r.ev_kind[n] = 'institution'] AS at_institution
// no CASE here: in one, the local store drops a row for an empty list in the branch that is not taken
WHERE (asked_between = 'countries' AND any(n IN at_country WHERE r.ev_value[n] = asked_country)
       AND any(n IN at_country WHERE r.ev_value[n] <> asked_country AND (asked_other IS NULL OR r.ev_value[n] = asked_other)))
   OR (asked_between = 'institutions' AND any(n IN at_institution WHERE r.ev_value[n] <> r.ev_value[at_institution[0]]))
OPTIONAL MATCH (w)-[:NAMES]->(i)
WHERE any(n IN at_institution WHERE r.ev_value[n] = i.key)
OPTIONAL MATCH (i)-[:LOCATED_IN]->(d)
WITH w, r, p, at_country, at_institution, i, min(d.code) AS code
OPTIONAL MATCH (i)-[:PART_OF*1..]->(x)
WITH w, r, p, at_country, at_institution, i, code, collect(DISTINCT x.key) AS wholes
ORDER BY i.key
WITH w, r, p, at_country, at_institution,
     collect(CASE WHEN i IS NOT NULL THEN {
       key: i.key, name: i.name, code: code, wholes: wholes, printed_only: i.status = 'printed',
       sure: any(n IN at_institution WHERE r.ev_value[n] = i.key AND r.ev_state[n] = 'yes' AND r.ev_confidence[n] >= asked_min_confidence)
     } END) AS named
// of a part and its whole the surer stands for both, else the part
WITH w, r, p, at_country, at_institution, named,
     [a IN named WHERE none(b IN named WHERE b.key <> a.key AND (b.key IN a.wholes OR a.key IN b.wholes)
        AND CASE WHEN a.sure <> b.sure THEN b.sure
                 WHEN b.key IN a.wholes AND a.key IN b.wholes THEN b.key < a.key
                 ELSE a.key IN b.wholes END)] AS apart
WITH w, r, p, named,
     CASE WHEN asked_between = 'countries' THEN
       [code IN reduce(seen = [], n IN at_country | CASE
           WHEN r.ev_value[n] = asked_country OR r.ev_value[n] IN seen OR NOT (asked_other IS NULL OR r.ev_value[n] = asked_other) THEN seen
           ELSE seen + [r.ev_value[n]] END) | {
         other: code, ours: null, theirs: null,
         a: [n IN at_country WHERE r.ev_value[n] = asked_country], b: [n IN at_country WHERE r.ev_value[n] = code] }]
     ELSE reduce(pairs = [], a IN [a IN apart WHERE a.code = asked_country] |
       pairs + [b IN apart WHERE b.key <> a.key
           AND CASE WHEN asked_other IS NOT NULL THEN coalesce(b.code = asked_other, false)
                    ELSE coalesce(b.code <> asked_country, true) OR a.key < b.key END | {
         other: b.code, ours: a, theirs: b,
         a: [n IN at_institution WHERE r.ev_value[n] = a.key], b: [n IN at_institution WHERE r.ev_value[n] = b.key] }])
     END AS pairs
UNWIND pairs AS pair
WITH w, r, p, named, pair.other AS other, pair.ours AS ours, pair.theirs AS theirs,
     CASE WHEN any(n IN pair.a WHERE r.ev_state[n] = 'yes') THEN [n IN pair.a WHERE r.ev_state[n] = 'yes'] ELSE pair.a END AS a,
     CASE WHEN any(n IN pair.b WHERE r.ev_state[n] = 'yes') THEN [n IN pair.b WHERE r.ev_state[n] = 'yes'] ELSE pair.b END AS b
WITH w, r, p, other, ours, theirs, a, b,
     CASE WHEN ours IS NULL THEN
       [i IN named WHERE any(n IN range(0, size(r.ev_kind) - 1) WHERE r.ev_value[n] = i.key
          AND any(m IN a WHERE r.ev_affiliation[m] >= 0 AND r.ev_affiliation[m] = r.ev_affiliation[n]))]
     ELSE [ours] END AS at_a,
     CASE WHEN ours IS NULL THEN
       [i IN named WHERE any(n IN range(0, size(r.ev_kind) - 1) WHERE r.ev_value[n] = i.key
          AND any(m IN b WHERE r.ev_affiliation[m] >= 0 AND r.ev_affiliation[m] = r.ev_affiliation[n]))]
     ELSE [theirs] END AS at_b,
     reduce(most = 0.0, n IN a | CASE WHEN r.ev_confidence[n] > most THEN r.ev_confidence[n] ELSE most END) AS of_a,
     reduce(most = 0.0, n IN b | CASE WHEN r.ev_confidence[n] > most THEN r.ev_confidence[n] ELSE most END) AS of_b
WITH w, r, p, other, ours, theirs, a, b, at_a, at_b,
     size(at_a) > 0 AND size(at_b) > 0
       AND all(x IN at_a WHERE all(y IN at_b WHERE x.key = y.key OR y.key IN x.wholes OR x.key IN y.wholes)) AS one,
     r.ev_state[a[0]] <> 'yes' AS review_a, r.ev_state[b[0]] <> 'yes' AS review_b,
     CASE WHEN of_b < of_a THEN of_b ELSE of_a END AS confidence
WITH w, r, p, other, ours, theirs, a, b, at_a, at_b, one, review_a, review_b, confidence,
     one OR review_a OR review_b AS review
WHERE (review OR confidence >= asked_min_confidence)
  AND (asked_review = 'include' OR review = (asked_review = 'only'))
WITH w, r, p, other, ours, theirs, at_a, at_b, one, review_a, review_b, confidence, review, a, b,
     [n IN a | {code: asked_country, n: n}] + [n IN b | {code: coalesce(other, '?'), n: n}] AS sides
WITH w, r, p, other, ours, theirs, at_a, at_b, one, review_a, review_b, confidence, review, a, b,
     [s IN sides | {
       code: s.code, rule: r.ev_rule[s.n], confidence: r.ev_confidence[s.n],
       printed: CASE WHEN r.ev_affiliation[s.n] >= 0 THEN r.affiliations[r.ev_affiliation[s.n]]
                WHEN r.ev_statement[s.n] < 0 THEN '(label of the source, not printed)'
                ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[s.n]] + ', '
                  + r.statement_places[r.ev_statement[s.n]] + ': "' + left(r.statements[r.ev_statement[s.n]], 300)
                  + CASE WHEN size(r.statements[r.ev_statement[s.n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS shown,
     [i IN at_a | coalesce(i.code, '?') + ': ' + i.name] + [i IN at_b | coalesce(i.code, '?') + ': ' + i.name] AS names
WITH w, r, p, other, ours, theirs, confidence, review, shown, names,
     CASE WHEN one THEN ['both addresses are of one institution, or of a part and its whole'] ELSE [] END
     + CASE WHEN review_a THEN [coalesce(ours.name, asked_country) + ' is for review'] ELSE [] END
     + CASE WHEN review_b THEN [coalesce(theirs.name, other) + ' is for review'] ELSE [] END
     + CASE WHEN all(n IN a WHERE r.ev_statement[n] >= 0)
         THEN [coalesce(ours.name, asked_country) + ' rests on a statement alone, no address line says so'] ELSE [] END
     + CASE WHEN all(n IN b WHERE r.ev_statement[n] >= 0)
         THEN [coalesce(theirs.name, other) + ' rests on a statement alone, no address line says so'] ELSE [] END
     + [i IN [ours, theirs] WHERE i IS NOT NULL AND i.printed_only | i.name + ' is known by its printed name only']
     + CASE WHEN any(x IN coalesce(ours.wholes, []) WHERE x IN theirs.wholes) THEN ['both are parts of one institution'] ELSE [] END
     + CASE WHEN all(n IN a + b WHERE r.ev_affiliation[n] >= 0 AND r.ev_affiliation[n] = r.ev_affiliation[a[0]])
         THEN ['both are read from one printed line'] ELSE [] END
     + CASE WHEN none(n IN a WHERE any(m IN b WHERE r.ev_record[m] = r.ev_record[n]))
         THEN ['no one record prints both: they are of different records of the work'] ELSE [] END
     + CASE WHEN r.person_state <> 'yes' THEN ['which person this is, is for review: ' + r.person_rule] ELSE [] END
     + CASE WHEN w.year IS NULL THEN ['no year known'] ELSE [] END
     + CASE WHEN size(coalesce(w.review_reasons, [])) > 0 THEN
         ['the work itself is for review: ' + reduce(text = '', reason IN w.review_reasons |
           text + CASE WHEN text = '' THEN '' ELSE ', ' END + reason)] ELSE [] END AS cautions
RETURN r.printed AS person, p.key AS author,
       w.key AS work, w.doi AS doi, w.title AS title, w.year AS year,
       asked_country AS country, other AS other_country,
       reduce(seen = [], one IN names | CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS institutions,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       confidence,
       CASE WHEN review THEN 'review' ELSE 'yes' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY year, work, author, r.position, other_country, ours.key, theirs.key
LIMIT 25
}
RETURN person, author, work, doi, title, year, country, other_country, institutions, affiliations, rules, confidence, state, caveat, COLLECT {
MATCH path = (p)-[:AUTHORED]->(:Work {key: work})-[:INVOLVES]->(c)
WHERE p.key = author AND (c.code = country OR c.code = other_country)
RETURN path
UNION ALL
MATCH path = (:Author {key: author})-[:BASED_IN]->(c)
WHERE c.code = country OR c.code = other_country
RETURN path
UNION ALL
MATCH path = (p)-[r:AUTHORED]->(:Work {key: work})-[:NAMES]->(i)-[:LOCATED_IN]->()
WHERE p.key = author AND i.key IN coalesce(r.ev_value, [])
WITH i, path
ORDER BY i.key
LIMIT 6
RETURN path
} AS drawn
