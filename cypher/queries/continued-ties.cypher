// title: Ties that went on across a date
// question: Which pairs of countries, institutions or authors have common works both up to a given date and after it?
// parameter: country | country | KP | --country | the country whose ties are looked for
// parameter: of | countries, institutions or authors | countries | --of | what is paired: the country with each other country, or its institutions or authors with those of other countries
// parameter: other | country | - | --other | the country of the partner; any other country where it is not given
// parameter: after | date | 2016-11-30 | --after | the day that the tie went on across: works of the day itself are not after it; a month or a year stands for its last day
// parameter: from | year | - | --from | first year of publication that counts, for every common work; works without a year are left out then
// parameter: to | year | - | --to | last year of publication that counts, for every common work; works without a year are left out then
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of both on a work, of authors also of being these persons; what is for review is shown whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | ties that are certain only on one side of the day, or on none
// parameter: names | flag | - | --names | name the authors, with --of authors; without it their ties stand there without name and key
// column: country: code of the country
// column: name: name of its institution, or of its author with --names; empty where countries are compared
// column: key: its key
// column: other_country: code of the partner's country
// column: other_name: name of the partner's institution, or of the author with --names; empty where countries are compared
// column: other_key: its key
// column: before: common works up to the day with certain addresses of both
// column: after: common works after the day with certain addresses of both
// column: for_review: further common works on which one of the two, or the date, is for review; added to neither
// column: last_before: date of the last common work up to the day, as precise as it is known; in a row for review it may be later
// column: last_before_by: what that date is: submitted, accepted, online, published or year
// column: last_before_work: key of that work
// column: first_after: date of the first common work after the day, as precise as it is known; in a row for review it may be earlier
// column: first_after_by: what that date is
// column: first_after_work: key of that work
// column: readable: works of the years asked for, of any country, with a printed affiliation
// column: all_works: works of the years asked for in the store
// column: dois: DOIs of the works listed
// column: work_keys: keys of the works listed; some have no DOI
// column: affiliations: country or institution, and affiliation as printed, on the two works that are named
// column: rules: country or institution, rule that read it from print, and its confidence, on the two works; of authors also the rule by which the works are of one person
// column: confidence: the least confidence of the two, on the two works
// column: state: yes, or review where a tie is not certain on both sides of the day
// column: caveat: what could mislead in this row
// caveat: A common paper shows that addresses were printed together. It does not show who sponsored the work, whether
//   it was exempt or notified, when it was done, or anything about a person's nationality.
// caveat: A work is dated by the first of these that is known: submitted, accepted, online, published, year. It is from
//   before where any of them ends by the day. A date that is not precise enough (2016 alone, for 30 November 2016) says
//   neither before nor after: the work is for review. A work published after the day may have been submitted long before.
// caveat: Institutions count with all that is a part of them and stands in their country, under the name of the whole.
//   One that is in no table is known by its printed name only: it is for review.
// caveat: Authors are paired on works where the one prints an address in the country and the other one in another: what
//   they wrote together after a move is not counted, nor are groups, nor works with too many authors for pairs.
//   Of a person joined in doubt, the work is for review.
// caveat: What a record says elsewhere than in an address line (whom to write to, a present address, an e-mail domain, a
//   biography) makes a country one for review at most. It stands in affiliations as `(not an address line; …)`.
// caveat: A count holds for the works that are loaded. Of works without a printed affiliation nothing is known: see
//   readable and all_works.
// example: coauth query continued-ties --of institutions --other CN
// example: coauth query continued-ties --of authors --after 2016 --review include --json
WITH date($after) AS day, date($after) + duration({days: 1}) AS next
WITH day, next, date({year: next.year, month: next.month, day: 1}) AS month, date({year: next.year, month: 1, day: 1}) AS new_year
CALL () {
  MATCH (x:Work)
  WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce($from, 1) = 0
        ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
      END
  RETURN count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
}
CALL () {
  UNWIND CASE WHEN $of = 'countries' THEN [$country] ELSE [] END AS code
  MATCH (c:Country {code: code})<-[i:INVOLVES]-(w:Work)
  WITH c, i, w
  MATCH (w)-[j:INVOLVES]->(d)
  WHERE d <> c AND ($other IS NULL OR d.code = $other)
  RETURN 'country' AS kind, c.code AS country, d.code AS other_country, null AS a, null AS b, null AS ra, null AS rb, w,
         [c.code] AS ours, [d.code] AS theirs, (i.review OR j.review) AS review,
         CASE WHEN i.confidence < j.confidence THEN i.confidence ELSE j.confidence END AS confidence
UNION ALL
  UNWIND CASE WHEN $of = 'institutions' THEN [$country] ELSE [] END AS code
  MATCH (c:Country {code: code})<-[:LOCATED_IN]-(p:Institution)
  WITH c, p, COLLECT { MATCH (p)-[:PART_OF*1..6]->(t)-[:LOCATED_IN]->(x) WHERE x = c
       AND NOT EXISTS { MATCH (t)-[:PART_OF]->()-[:LOCATED_IN]->(y) WHERE y = c } RETURN DISTINCT t.key } AS tops
  MATCH (p)<-[n:NAMES]-(w:Work)
  WITH c, p, tops, n, w
  MATCH (w)-[m:NAMES]->(q)-[:LOCATED_IN]->(d)
  WHERE d <> c AND ($other IS NULL OR d.code = $other)
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
  RETURN 'institution' AS kind, c.code AS country, d.code AS other_country, a, b, null AS ra, null AS rb, w,
         reduce(seen = [], one IN ours | CASE WHEN one.key IN seen THEN seen ELSE seen + [one.key] END) AS ours,
         reduce(seen = [], one IN theirs | CASE WHEN one.key IN seen THEN seen ELSE seen + [one.key] END) AS theirs,
         (our_review OR their_review) AS review,
         CASE WHEN our_best < their_best THEN our_best ELSE their_best END AS confidence
UNION ALL
  UNWIND CASE WHEN $of = 'authors' THEN [$country] ELSE [] END AS code
  MATCH (c:Country {code: code})<-[:INVOLVES]-(w:Work)
  WHERE NOT coalesce(w.pairs_left_out, false)
    AND CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce($from, 1) = 0
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
      END
  MATCH (w)<-[ra:AUTHORED]-(a:Author)
  WHERE ra.collective IS NULL
  WITH c, w, ra, a, [n IN range(0, size(coalesce(ra.ev_kind, [])) - 1)
         WHERE ra.ev_kind[n] = 'country' AND ra.ev_value[n] = c.code | n] AS at
  WHERE size(at) > 0
  MATCH (w)-[:INVOLVES]->(d)
  WHERE d <> c AND ($other IS NULL OR d.code = $other)
  MATCH (w)<-[rb:AUTHORED]-(b:Author)
  WHERE b <> a AND rb.collective IS NULL
  WITH c, d, w, ra, a, at, rb, b, [n IN range(0, size(coalesce(rb.ev_kind, [])) - 1)
         WHERE rb.ev_kind[n] = 'country' AND rb.ev_value[n] = d.code | n] AS other_at
  WHERE size(other_at) > 0
  WITH c, d, w, ra, a, at, rb, b, other_at,
       none(n IN at WHERE ra.ev_state[n] = 'yes') AS our_review,
       none(n IN other_at WHERE rb.ev_state[n] = 'yes') AS their_review
  WITH c, d, w, ra, a, rb, b, our_review, their_review,
       reduce(best = 0.0, n IN at | CASE WHEN (ra.ev_state[n] = 'yes') <> our_review AND ra.ev_confidence[n] > best
         THEN ra.ev_confidence[n] ELSE best END) AS our_best,
       reduce(best = 0.0, n IN other_at | CASE WHEN (rb.ev_state[n] = 'yes') <> their_review AND rb.ev_confidence[n] > best
         THEN rb.ev_confidence[n] ELSE best END) AS their_best
  RETURN 'country' AS kind, c.code AS country, d.code AS other_country, a, b, ra, rb, w,
         [c.code] AS ours, [d.code] AS theirs,
         (our_review OR their_review OR ra.person_state <> 'yes' OR rb.person_state <> 'yes') AS review,
         reduce(least = our_best, one IN [their_best, ra.person_confidence, rb.person_confidence] |
           CASE WHEN one < least THEN one ELSE least END) AS confidence
}
WITH day, month, new_year, all_works, readable, kind, country, other_country, a, b, ra, rb, w, ours, theirs, review, confidence,
     NOT review AND confidence >= $min_confidence AS sure,
     [d IN [{by: 'submitted', day: w.submitted, precision: w.submitted_precision},
            {by: 'accepted', day: w.accepted, precision: w.accepted_precision},
            {by: 'online', day: w.online, precision: w.online_precision},
            {by: 'published', day: w.published, precision: w.published_precision}]
       WHERE d.day IS NOT NULL] AS dates
WHERE (review OR sure) AND CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce($from, 1) = 0
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
      END
WITH day, all_works, readable, kind, country, other_country, a, b, ra, rb, w, ours, theirs, confidence, sure, dates,
     coalesce(w.year < new_year.year, false)
       OR any(d IN dates WHERE d.day < CASE d.precision WHEN 'month' THEN month WHEN 'year' THEN new_year
            ELSE day + duration({days: 1}) END) AS before,
     CASE WHEN size(dates) > 0 THEN dates[0].day > day ELSE coalesce(w.year > day.year, false) END AS later
WITH day, all_works, readable, kind, country, other_country, a, b,
     {w: w, ours: ours, theirs: theirs, ra: ra, rb: rb, confidence: confidence, sure: sure,
      time: CASE WHEN before THEN 'before' WHEN later THEN 'after' ELSE 'unknown' END,
      dated: CASE WHEN size(dates) > 0 THEN left(toString(dates[0].day),
               CASE dates[0].precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END)
             ELSE toString(w.year) END,
      dated_by: CASE WHEN size(dates) > 0 THEN dates[0].by WHEN w.year IS NOT NULL THEN 'year' END} AS tie,
     coalesce(dates[0].day, CASE WHEN w.year IS NOT NULL THEN date({year: w.year, month: 1, day: 1}) END) AS begins
ORDER BY country, other_country, a.key, b.key, begins, w.key
WITH day, all_works, readable, kind, country, other_country, a, b, collect(tie) AS ties
// two works that can stand on different sides of the day
WHERE size(ties) > 1 AND any(t IN ties WHERE t.time <> 'before') AND any(t IN ties WHERE t.time <> 'after')
WITH day, all_works, readable, kind, country, other_country, a, b, ties,
     [t IN ties WHERE t.time = 'before' AND t.sure] AS before,
     [t IN ties WHERE t.time = 'after' AND t.sure] AS later
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later,
     size(before) = 0 OR size(later) = 0 AS review,
     [t IN ties WHERE t.time = 'before'] AS all_before, [t IN ties WHERE t.time = 'after'] AS all_later,
     [t IN ties WHERE t.time = 'unknown'] AS unknown
WHERE $review = 'include' OR review = ($review = 'only')
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later, unknown, review,
     CASE WHEN size(before) > 0 THEN before[-1] WHEN size(all_before) > 0 THEN all_before[-1] ELSE unknown[0] END AS u,
     CASE WHEN size(later) > 0 THEN later[0] WHEN size(all_later) > 0 THEN all_later[0] ELSE unknown[-1] END AS v,
     CASE WHEN $review = 'leave-out' THEN [t IN ties WHERE t.sure AND t.time <> 'unknown'] ELSE ties END AS listed
UNWIND [u, v] AS shown_tie
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later, unknown, review, u, v, listed,
     shown_tie, shown_tie.w AS w
OPTIONAL MATCH (w)<-[r:AUTHORED]-(x)
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later, unknown, review, u, v, listed,
     shown_tie, w, r, x.key AS person,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = kind AND r.ev_value[n] IN shown_tie.ours + shown_tie.theirs
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY country, other_country, a.key, b.key, CASE WHEN shown_tie.w = u.w THEN 0 ELSE 1 END, r.position, r.key
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later, unknown, review, u, v, listed,
     shown_tie, w,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         value: r.ev_value[n], state: r.ev_state[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         statement: r.ev_statement[n] >= 0, person: person,
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(w.ev_kind, [])) - 1)
       WHERE w.ev_kind[n] = kind AND w.ev_value[n] IN shown_tie.ours + shown_tie.theirs
         AND (w.ev_statement[n] < 0 OR w.ev_state[n] <> 'yes') | {
         value: w.ev_value[n], state: w.ev_state[n], rule: w.ev_rule[n], confidence: w.ev_confidence[n],
         statement: w.ev_statement[n] >= 0, person: null,
         printed: CASE WHEN w.ev_affiliation[n] >= 0 THEN w.affiliations[w.ev_affiliation[n]]
                  WHEN w.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + w.statement_kinds[w.ev_statement[n]] + ', '
                    + w.statement_places[w.ev_statement[n]] + ': "' + left(w.statements[w.ev_statement[n]], 300)
                    + CASE WHEN size(w.statements[w.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later, unknown, review, u, v, listed,
     shown_tie, w, reduce(all = [], some IN of_authors | all + some) + of_work AS evidence,
     [{label: CASE WHEN kind = 'country' THEN country ELSE a.name END, values: shown_tie.ours,
       person: CASE WHEN kind = 'country' THEN a.key END},
      {label: CASE WHEN kind = 'country' THEN other_country ELSE b.name END, values: shown_tie.theirs,
       person: CASE WHEN kind = 'country' THEN b.key END}] AS sides
// what is for review is shown only where nothing else speaks for the country or the institution
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later, unknown, review, u, v, listed, w,
     reduce(all = [], side IN sides | all + [{label: side.label, found: [e IN evidence
       WHERE e.value IN side.values AND (side.person IS NULL OR e.person = side.person)]}]) AS sides
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later, unknown, review, u, v, listed, w,
     reduce(all = [], side IN sides | all + [e IN side.found
       WHERE e.state = 'yes' OR none(f IN side.found WHERE f.state = 'yes') | {label: side.label, e: e}]) AS shown,
     [side IN sides WHERE size(side.found) > 0 AND all(e IN side.found WHERE e.statement)
       | side.label + ' rests on a statement alone on ' + w.key] AS said
ORDER BY country, other_country, a.key, b.key, CASE WHEN w = u.w THEN 0 ELSE 1 END
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later, unknown, review, u, v, listed,
     collect(shown) AS both_shown, collect(said) AS both_said
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later, unknown, review, u, v, listed,
     reduce(all = [], some IN both_shown | all + some) AS shown, reduce(all = [], some IN both_said | all + some) AS said,
     COLLECT { MATCH (a)-[:CONTROLLED_FROM]->(y:Country) RETURN y.code ORDER BY y.code } AS a_from,
     COLLECT { MATCH (b)-[:CONTROLLED_FROM]->(y:Country) RETURN y.code ORDER BY y.code } AS b_from
WITH day, all_works, readable, kind, country, other_country, a, b, ties, before, later, unknown, review, u, v, listed, shown,
     size(ties) - size(before) - size(later) AS for_review,
     CASE WHEN size(before) = 0 THEN ['no common work up to ' + toString(day) + ' is certain'] ELSE [] END
     + CASE WHEN size(later) = 0 THEN ['no common work after ' + toString(day) + ' is certain'] ELSE [] END
     + CASE WHEN NOT review AND size(ties) > size(before) + size(later)
         THEN [toString(size(ties) - size(before) - size(later)) + ' more for review'] ELSE [] END
     + CASE WHEN size(unknown) > 0
         THEN [toString(size(unknown)) + ' of the common works cannot be dated before or after ' + toString(day)] ELSE [] END
     + CASE WHEN v.time = 'after' AND v.dated_by <> 'submitted' AND coalesce(v.w.year <= day.year + 1, false)
         THEN ['submission date of the first after it not known: it may be from before'] ELSE [] END
     + CASE WHEN any(t IN listed WHERE t.w.year IS NULL)
         THEN [toString(size([t IN listed WHERE t.w.year IS NULL])) + ' without a year'] ELSE [] END
     + said
     + CASE WHEN any(t IN [u, v] WHERE t.ra.person_state <> 'yes' OR t.rb.person_state <> 'yes')
         THEN ['that both works are by the same two persons is for review'] ELSE [] END
     + CASE WHEN any(t IN [u, v] WHERE t.ra.person_confidence < 1 OR t.rb.person_confidence < 1)
         THEN ['a namesake is possible'] ELSE [] END
     + CASE WHEN kind = 'institution' AND a.status = 'printed' THEN [a.name + ' is known by its printed name only'] ELSE [] END
     + CASE WHEN kind = 'institution' AND b.status = 'printed' THEN [b.name + ' is known by its printed name only'] ELSE [] END
     + [code IN a_from | a.name + ' is controlled from ' + code]
     + [code IN b_from | b.name + ' is controlled from ' + code]
     + CASE WHEN country IN ['KP', 'KR'] AND other_country IN ['KP', 'KR']
         THEN ['KP and KR are often mistaken for each other by databases: look at the printed affiliations'] ELSE [] END AS cautions,
     kind = 'institution' OR $names AS named
RETURN country, CASE WHEN named THEN a.name END AS name, CASE WHEN named THEN a.key END AS key,
       other_country, CASE WHEN named THEN b.name END AS other_name, CASE WHEN named THEN b.key END AS other_key,
       size(before) AS before, size(later) AS after, for_review,
       u.dated AS last_before, u.dated_by AS last_before_by, u.w.key AS last_before_work,
       v.dated AS first_after, v.dated_by AS first_after_by, v.w.key AS first_after_work,
       readable, all_works,
       [t IN listed WHERE t.w.doi IS NOT NULL | t.w.doi] AS dois,
       [t IN listed | t.w.key] AS work_keys,
       reduce(seen = [], one IN [s IN shown | s.label + ': ' + s.e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [s IN shown | s.label + ': ' + s.e.rule + ', ' + toString(s.e.confidence)]
           + [r IN [u.ra, u.rb, v.ra, v.rb] WHERE r IS NOT NULL |
              'person: ' + r.person_rule + ', ' + toString(r.person_confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       CASE WHEN u.confidence < v.confidence THEN u.confidence ELSE v.confidence END AS confidence,
       CASE WHEN review THEN 'review' ELSE 'yes' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY other_country, last_before, first_after, name, other_name, key, other_key, last_before_work, first_after_work, work_keys
