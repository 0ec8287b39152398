// Graph: First contacts after a date
// With which countries, or which of their institutions, is the first common work dated after a given
// date?
// Drawn: The country, the first ten works listed, the other country; between institutions, the works
// and the institutions of both sides, over the parts that the works name. The first 25 rows.
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country whose contacts are looked for
     'countries' AS asked_of,      // what is compared: the country with each other country, or pairs of institutions (countries, institutions)
     null AS asked_other,          // the country of the partner; any other country where it is not given
     '2016-11-30' AS asked_after,  // no common work is dated up to this day, and at least one later; a month or a year stands for its last day
     null AS asked_from,           // first year that counts, for the first common work; one without a year is left out then
     null AS asked_to,             // last year that counts, for the first common work; one without a year is left out then
     0.5 AS asked_min_confidence,  // least confidence of both on a work; an earlier work that is less certain makes the contact one for review, and what is for review counts whatever its confidence
     'leave-out' AS asked_review   // contacts that may be older, or of which no common work is certain (leave-out, include, only)
CALL (asked_country, asked_of, asked_other, asked_after, asked_from, asked_to, asked_min_confidence, asked_review) {
WITH date(asked_after) AS day, date(asked_after) + duration({days: 1}) AS next
WITH day, next, date({year: next.year, month: next.month, day: 1}) AS month, date({year: next.year, month: 1, day: 1}) AS new_year
CALL (asked_country, asked_of, asked_other, asked_after, asked_from, asked_to, asked_min_confidence, asked_review, day) {
  MATCH (x:Work)
  WHERE x.year <= day.year
  RETURN count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
}
CALL (asked_country, asked_of, asked_other, asked_after, asked_from, asked_to, asked_min_confidence, asked_review) {
  UNWIND CASE WHEN asked_of = 'countries' THEN [asked_country] ELSE [] END AS code
  MATCH (c:Country {code: code})<-[i:INVOLVES]-(w:Work)
  WITH c, i, w
  MATCH (w)-[j:INVOLVES]->(d)
  WHERE d <> c AND (asked_other IS NULL OR d.code = asked_other)
  RETURN 'country' AS kind, c.code AS country, d.code AS other_country, null AS a, null AS b, w,
         [c.code] AS ours, [d.code] AS theirs, (i.review OR j.review) AS review,
         CASE WHEN i.confidence < j.confidence THEN i.confidence ELSE j.confidence END AS confidence
UNION ALL
  UNWIND CASE WHEN asked_of = 'institutions' THEN [asked_country] ELSE [] END AS code
  MATCH (c:Country {code: code})<-[:LOCATED_IN]-(p:Institution)
  WITH c, p, COLLECT { MATCH (p)-[:PART_OF*1..6]->(t)-[:LOCATED_IN]->(x) WHERE x = c
       AND NOT EXISTS { MATCH (t)-[:PART_OF]->()-[:LOCATED_IN]->(y) WHERE y = c } RETURN DISTINCT t.key } AS tops
  MATCH (p)<-[n:NAMES]-(w:Work)
  WITH c, p, tops, n, w
  MATCH (w)-[m:NAMES]->(q)-[:LOCATED_IN]->(d)
  WHERE d <> c AND (asked_other IS NULL OR d.code = asked_other)
  WITH c, d, q, collect({w: w, key: p.key, tops: tops, n_review: n.review, n_confidence: n.confidence,
       m_review: m.review, m_confidence: m.confidence}) AS ties
  // a part and its whole are one: what stands at the top, in the same country
  WITH c, d, q, ties, COLLECT { MATCH (q)-[:PART_OF*1..6]->(t)-[:LOCATED_IN]->(x) WHERE x = d
       AND NOT EXISTS { MATCH (t)-[:PART_OF]->()-[:LOCATED_IN]->(y) WHERE y = d } RETURN DISTINCT t.key } AS other_tops
  UNWIND ties AS tie
  UNWIND CASE WHEN size(tie.tops) = 0 THEN [tie.key] ELSE tie.tops END AS a_key
  UNWIND CASE WHEN size(other_tops) = 0 THEN [q.key] ELSE other_tops END AS b_key
  WITH c, d, a_key, b_key, tie.w AS w,
       collect({key: tie.key, review: tie.n_review, confidence: tie.n_confidence}) AS ours,
       collect({key: q.key, review: tie.m_review, confidence: tie.m_confidence}) AS theirs
  // the surest part speaks for the whole
  WITH c, d, a_key, b_key, w, ours, theirs,
       all(one IN ours WHERE one.review) AS our_review, all(one IN theirs WHERE one.review) AS their_review
  WITH c, d, a_key, b_key, w, ours, theirs, our_review, their_review,
       reduce(best = 0.0, one IN ours | CASE WHEN one.review = our_review AND one.confidence > best
         THEN one.confidence ELSE best END) AS our_best,
       reduce(best = 0.0, one IN theirs | CASE WHEN one.review = their_review AND one.confidence > best
         THEN one.confidence ELSE best END) AS their_best
  MATCH (a:Institution {key: a_key})
  WITH c, d, a, b_key, w, ours, theirs, our_review, their_review, our_best, their_best
  MATCH (b:Institution {key: b_key})
  RETURN 'institution' AS kind, c.code AS country, d.code AS other_country, a, b, w,
         reduce(seen = [], one IN ours | CASE WHEN one.key IN seen THEN seen ELSE seen + [one.key] END) AS ours,
         reduce(seen = [], one IN theirs | CASE WHEN one.key IN seen THEN seen ELSE seen + [one.key] END) AS theirs,
         (our_review OR their_review) AS review,
         CASE WHEN our_best < their_best THEN our_best ELSE their_best END AS confidence
}
WITH day, month, new_year, all_works, readable, kind, country, other_country, a, b, w, ours, theirs, review, confidence,
     [d IN [{by: 'submitted', day: w.submitted, precision: w.submitted_precision},
            {by: 'accepted', day: w.accepted, precision: w.accepted_precision},
            {by: 'online', day: w.online, precision: w.online_precision},
            {by: 'published', day: w.published, precision: w.published_precision}]
       WHERE d.day IS NOT NULL] AS dates
WITH day, all_works, readable, kind, country, other_country, a, b, w, ours, theirs, review, confidence, dates,
     coalesce(w.year < new_year.year, false)
       OR any(d IN dates WHERE d.day < CASE d.precision WHEN 'month' THEN month WHEN 'year' THEN new_year
            ELSE day + duration({days: 1}) END) AS before,
     CASE WHEN size(dates) > 0 THEN dates[0].day > day ELSE coalesce(w.year > day.year, false) END AS later
WITH day, all_works, readable, kind, country, other_country, a, b,
     {w: w, ours: ours, theirs: theirs, review: review, confidence: confidence,
      time: CASE WHEN before THEN 'before' WHEN later THEN 'after' ELSE 'unknown' END,
      sure: NOT review AND confidence >= asked_min_confidence,
      dated: CASE WHEN size(dates) > 0 THEN left(toString(dates[0].day),
               CASE dates[0].precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END)
             ELSE toString(w.year) END,
      dated_by: CASE WHEN size(dates) > 0 THEN dates[0].by WHEN w.year IS NOT NULL THEN 'year' END} AS tie,
     coalesce(dates[0].day, CASE WHEN w.year IS NOT NULL THEN date({year: w.year, month: 1, day: 1}) END) AS begins
ORDER BY country, other_country, a.key, b.key, begins, w.key
WITH day, all_works, readable, kind, country, other_country, a, b, collect(tie) AS ties
// a certain common work of before: the contact is no new one
WHERE none(t IN ties WHERE t.time = 'before' AND t.sure)
WITH day, all_works, readable, kind, country, other_country, a, b,
     [t IN ties WHERE t.time = 'after' AND t.sure] AS certain,
     [t IN ties WHERE t.time <> 'before' AND (t.sure OR t.review)] AS candidates,
     [t IN ties WHERE t.time <> 'after'] AS doubts
WHERE size(candidates) > 0
WITH day, all_works, readable, kind, country, other_country, a, b, certain, candidates, doubts,
     size(doubts) > 0 OR size(certain) = 0 AS review
WHERE asked_review = 'include' OR review = (asked_review = 'only')
WITH day, all_works, readable, kind, country, other_country, a, b, certain, doubts, review,
     size(candidates) - size(certain) AS for_review,
     CASE WHEN review THEN candidates[0] ELSE certain[0] END AS first,
     CASE WHEN asked_review = 'leave-out' THEN certain ELSE candidates END AS listed
WITH day, all_works, readable, kind, country, other_country, a, b, certain, doubts, review, for_review, first, listed, first.w AS w
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
OPTIONAL MATCH (w)<-[r:AUTHORED]-(x)
WITH day, all_works, readable, kind, country, other_country, a, b, certain, doubts, review, for_review, first, listed, w,
     r, x.key AS person,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = kind AND r.ev_value[n] IN first.ours + first.theirs
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY country, other_country, a.key, b.key, r.position, r.key
WITH day, all_works, readable, kind, country, other_country, a, b, certain, doubts, review, for_review, first, listed, w,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         value: r.ev_value[n], state: r.ev_state[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         statement: r.ev_statement[n] >= 0, name: r.printed, person: person,
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(w.ev_kind, [])) - 1)
       WHERE w.ev_kind[n] = kind AND w.ev_value[n] IN first.ours + first.theirs
         AND (w.ev_statement[n] < 0 OR w.ev_state[n] <> 'yes') | {
         value: w.ev_value[n], state: w.ev_state[n], rule: w.ev_rule[n], confidence: w.ev_confidence[n],
         statement: w.ev_statement[n] >= 0, person: null,
         name: CASE WHEN w.ev_statement[n] >= 0 THEN '(a statement about no one author)'
                    ELSE '(address given to no author)' END,
         printed: CASE WHEN w.ev_affiliation[n] >= 0 THEN w.affiliations[w.ev_affiliation[n]]
                  WHEN w.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + w.statement_kinds[w.ev_statement[n]] + ', '
                    + w.statement_places[w.ev_statement[n]] + ': "' + left(w.statements[w.ev_statement[n]], 300)
                    + CASE WHEN size(w.statements[w.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH day, all_works, readable, kind, country, other_country, a, b, certain, doubts, review, for_review, first, listed, w,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence,
     [{label: CASE WHEN kind = 'country' THEN country ELSE a.name END, values: first.ours},
      {label: CASE WHEN kind = 'country' THEN other_country ELSE b.name END, values: first.theirs}] AS sides
// what is for review is shown only where nothing else speaks for the country or the institution
WITH day, all_works, readable, kind, country, other_country, a, b, certain, doubts, review, for_review, first, listed, w, sides,
     reduce(all = [], side IN sides | all + [e IN evidence WHERE e.value IN side.values
       AND (e.state = 'yes' OR none(f IN evidence WHERE f.value IN side.values AND f.state = 'yes'))
       | {label: side.label, e: e}]) AS shown,
     [u IN doubts WHERE u.time = 'unknown' | u.w.key] AS undated,
     [u IN doubts WHERE u.time = 'before' | u.w.key] AS unsure
WITH day, all_works, readable, kind, country, other_country, a, b, certain, doubts, review, for_review, first, listed, w, sides, shown,
     CASE WHEN size(certain) = 0 THEN ['no common work after ' + toString(day) + ' is certain']
          WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN size(undated) > 0
         THEN [toString(size(undated)) + ' of the common works cannot be dated before or after ' + toString(day)] ELSE [] END
     + CASE WHEN size(unsure) > 0
         THEN [toString(size(unsure)) + ' earlier, on which one of the two is for review or less certain'] ELSE [] END
     + CASE WHEN w.year IS NULL THEN ['no year known'] ELSE [] END
     + CASE WHEN first.time = 'after' AND first.dated_by <> 'submitted' AND coalesce(w.year <= day.year + 1, false)
         THEN ['submission date of the first not known: it may be from before'] ELSE [] END
     + [side IN sides
         WHERE any(s IN shown WHERE s.label = side.label) AND all(s IN shown WHERE s.label <> side.label OR s.e.statement) |
         'on the first common work, ' + side.label + ' rests on a statement alone, no address line says so']
     // counted and not named: a row is about countries, and reports show it too
     + [n IN [size(reduce(seen = [], one IN [s IN shown WHERE s.e.person IS NOT NULL AND NOT s.e.statement
           AND s.label = sides[0].label AND s.e.state = 'yes'
           AND any(o IN shown WHERE o.label = sides[1].label AND o.e.person = s.e.person AND NOT o.e.statement
             AND o.e.state = 'yes') | s.e.person] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END))] WHERE n > 0 |
         toString(n) + CASE WHEN n = 1 THEN ' author printed both' ELSE ' authors printed both' END]
     + CASE WHEN a.status = 'printed' THEN [a.name + ' is known by its printed name only'] ELSE [] END
     + CASE WHEN b.status = 'printed' THEN [b.name + ' is known by its printed name only'] ELSE [] END
     + [code IN COLLECT { MATCH (a)-[:CONTROLLED_FROM]->(y:Country) RETURN y.code ORDER BY y.code } |
         a.name + ' is controlled from ' + code]
     + [code IN COLLECT { MATCH (b)-[:CONTROLLED_FROM]->(y:Country) RETURN y.code ORDER BY y.code } |
         b.name + ' is controlled from ' + code]
     + CASE WHEN country IN ['KP', 'KR'] AND other_country IN ['KP', 'KR']
         THEN ['KP and KR are often mistaken for each other by databases: look at the printed affiliations'] ELSE [] END
     + CASE WHEN size(coalesce(w.review_reasons, [])) > 0 THEN
         ['the first common work itself is for review: ' + reduce(text = '', reason IN w.review_reasons |
           text + CASE WHEN text = '' THEN '' ELSE ', ' END + reason)] ELSE [] END AS cautions
RETURN country, a.name AS institution, a.key AS institution_key,
       other_country, b.name AS other_institution, b.key AS other_key,
       first.dated AS dated, first.dated_by AS dated_by,
       w.key AS work, w.doi AS doi, w.title AS title, w.year AS year,
       size(certain) AS works, for_review, readable, all_works,
       [t IN listed WHERE t.w.doi IS NOT NULL | t.w.doi] AS dois,
       [t IN listed | t.w.key] AS work_keys,
       [t IN doubts | t.w.key] AS may_be_earlier,
       reduce(seen = [], one IN [s IN shown | s.label + ': ' + s.e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [s IN shown | s.label + ': ' + s.e.rule + ', ' + toString(s.e.confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       first.confidence AS confidence,
       CASE WHEN review THEN 'review' ELSE 'yes' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY dated, other_country, institution, other_institution, institution_key, other_key, work
LIMIT 25
}
RETURN country, institution, institution_key, other_country, other_institution, other_key, dated, dated_by, work, doi, title, year, works, for_review, readable, all_works, dois, work_keys, may_be_earlier, affiliations, rules, confidence, state, caveat, COLLECT {
UNWIND work_keys[0..10] AS key
MATCH path = (x)<-[:INVOLVES]-(:Work {key: key})-[:INVOLVES]->(y)
WHERE x.code = country AND y.code = other_country
RETURN path
UNION ALL
UNWIND CASE WHEN institution_key IS NULL THEN [] ELSE work_keys[0..10] END AS key
MATCH path = (:Work {key: key})-[:NAMES]->()-[:PART_OF*0..6]->(i)
WHERE i.key = institution_key OR i.key = other_key
RETURN path
UNION ALL
UNWIND CASE WHEN institution_key IS NULL THEN [] ELSE [institution_key, other_key] END AS key
MATCH path = (:Institution {key: key})-[:LOCATED_IN]->(c)
WHERE c.code = country OR c.code = other_country
RETURN path
} AS drawn
