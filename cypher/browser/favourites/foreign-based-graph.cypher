// Graph: Authors with a printed address in a country and one abroad
// How many persons printed an address in a country and one in another country, on one work or on
// several?
// Drawn: The first ten works of each kind with both countries, and the first four institutions that
// each names there; the person only where names is true. The first 25 rows.
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country of the one address
     null AS asked_other,          // the country of the other address; any other country where it is not given
     null AS asked_from,           // first year of publication that counts, for all works; a work without a year is left out where this or --to is given
     null AS asked_to,             // last year of publication that counts, for all works
     0.5 AS asked_min_confidence,  // least confidence of both addresses, and of two works being by one person; what is for review is counted whatever its confidence
     'leave-out' AS asked_review,  // rows and DOIs of persons of whom an address, or that two works are theirs, is for review (leave-out, include, only)
     false AS asked_names          // one row for each person, with name and the works of both addresses (true or false)
CALL (asked_country, asked_other, asked_from, asked_to, asked_min_confidence, asked_review, asked_names) {
MATCH (x:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
WITH count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
// 0 to 0 asks for what is left out for want of a year: one work without a year is enough
MATCH (c:Country {code: asked_country})<-[:INVOLVES]-(u:Work)
WHERE CASE
        WHEN (asked_from IS NULL AND asked_to IS NULL) OR coalesce(asked_from, 1) = 0 THEN true
        WHEN u.year IS NULL THEN false
        ELSE u.year >= coalesce(asked_from, 0) AND u.year <= coalesce(asked_to, 9999)
      END
MATCH (u)<-[r:AUTHORED]-(p:Author)
WHERE r.collective IS NULL
  AND any(n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
        WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = asked_country
          AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes'))
WITH DISTINCT all_works, readable, p
MATCH (p)-[s:AUTHORED]->(w:Work)
WHERE s.collective IS NULL
  AND CASE
        WHEN (asked_from IS NULL AND asked_to IS NULL) OR coalesce(asked_from, 1) = 0 THEN true
        WHEN w.year IS NULL THEN false
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
WITH all_works, readable, p, s, w,
     [n IN range(0, size(coalesce(s.ev_kind, [])) - 1)
       WHERE s.ev_kind[n] = 'country' AND (s.ev_statement[n] < 0 OR s.ev_state[n] <> 'yes') | {
         code: s.ev_value[n], review: s.ev_state[n] <> 'yes', rule: s.ev_rule[n], confidence: s.ev_confidence[n],
         statement: s.ev_statement[n] >= 0,
         printed: CASE WHEN s.ev_affiliation[n] >= 0 THEN s.affiliations[s.ev_affiliation[n]]
                  WHEN s.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + s.statement_kinds[s.ev_statement[n]] + ', '
                    + s.statement_places[s.ev_statement[n]] + ': "' + left(s.statements[s.ev_statement[n]], 300)
                    + CASE WHEN size(s.statements[s.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS evidence
WHERE size(evidence) > 0
UNWIND reduce(seen = [], e IN evidence | CASE WHEN e.code IN seen THEN seen ELSE seen + [e.code] END) AS code
WITH all_works, readable, p, s, w, code,
     CASE WHEN any(e IN evidence WHERE e.code = code AND NOT e.review) THEN [e IN evidence WHERE e.code = code AND NOT e.review]
          ELSE [e IN evidence WHERE e.code = code] END AS evidence
WITH all_works, readable, p, s, w, code, evidence,
     reduce(most = 0.0, e IN evidence | CASE WHEN e.confidence > most THEN e.confidence ELSE most END) AS read
// of one work it does not matter who the person is elsewhere (`read`), of two works it does (`confidence`)
WITH all_works, readable, p, code, {
       w: w, evidence: evidence, rule: s.person_rule, person: s.person_confidence, doubtful: s.person_state <> 'yes',
       read: read, review: evidence[0].review,
       confidence: CASE WHEN s.person_confidence < read THEN s.person_confidence ELSE read END
     } AS one
ORDER BY p.key, one.w.year, one.w.key
WITH all_works, readable, p, code, collect(one) AS works
WITH all_works, readable, p, collect({code: code, works: works}) AS sides
WITH all_works, readable, p, sides, [s IN sides WHERE s.code = asked_country][0].works AS ours
WHERE ours IS NOT NULL
UNWIND [s IN sides WHERE s.code <> asked_country AND (asked_other IS NULL OR s.code = asked_other)] AS side
WITH all_works, readable, p, side.code AS code, ours, side.works AS theirs
WHERE coalesce(asked_from, 1) <> 0 OR any(o IN ours + theirs WHERE o.w.year IS NULL)
WITH all_works, readable, p, code, ours, theirs,
     reduce(both = [], o IN ours | both + [t IN theirs WHERE t.w = o.w | {
       ours: o, theirs: t, review: o.review OR t.review, confidence: CASE WHEN t.read < o.read THEN t.read ELSE o.read END }]) AS both
WITH all_works, readable, p, code, ours, theirs, both,
     [b IN both WHERE NOT b.review AND b.confidence >= asked_min_confidence] AS sure_both,
     [o IN ours WHERE NOT o.review AND NOT o.doubtful AND o.confidence >= asked_min_confidence] AS sure,
     [t IN theirs WHERE NOT t.review AND NOT t.doubtful AND t.confidence >= asked_min_confidence] AS sure_theirs
WITH all_works, readable, p, code, ours, theirs, both, sure_both, sure, sure_theirs, size(sure) > 0 AND size(sure_theirs) > 0 AS joined
WITH all_works, readable, p, code, ours, theirs, both, sure_both, sure, sure_theirs, joined, joined OR size(sure_both) > 0 AS certain
WHERE certain OR any(b IN both WHERE b.review)
   OR any(o IN ours WHERE (o.review OR o.doubtful) AND any(t IN theirs WHERE t.w <> o.w))
   OR any(t IN theirs WHERE (t.review OR t.doubtful) AND any(o IN ours WHERE o.w <> t.w))
WITH all_works, readable, p, code, certain, sure_both,
     CASE WHEN NOT certain THEN ours WHEN joined THEN sure ELSE [] END AS of_ours,
     CASE WHEN NOT certain THEN theirs WHEN joined THEN sure_theirs ELSE [] END AS of_theirs
WITH all_works, readable, p, code, certain, sure_both,
     of_ours + [b IN sure_both WHERE none(o IN of_ours WHERE o.w = b.ours.w) | b.ours] AS ours,
     of_theirs + [b IN sure_both WHERE none(t IN of_theirs WHERE t.w = b.theirs.w) | b.theirs] AS theirs,
     // the surest of each side counts, the certain before what is for review; a single work with both may be surer
     CASE WHEN any(o IN of_ours WHERE NOT o.review AND NOT o.doubtful) THEN [o IN of_ours WHERE NOT o.review AND NOT o.doubtful]
          ELSE of_ours END AS best,
     CASE WHEN any(t IN of_theirs WHERE NOT t.review AND NOT t.doubtful) THEN [t IN of_theirs WHERE NOT t.review AND NOT t.doubtful]
          ELSE of_theirs END AS best_theirs
WITH all_works, readable, p, code, certain, sure_both, ours, theirs,
     reduce(most = 0.0, o IN best | CASE WHEN o.confidence > most THEN o.confidence ELSE most END) AS most_ours,
     reduce(most = 0.0, t IN best_theirs | CASE WHEN t.confidence > most THEN t.confidence ELSE most END) AS most_theirs,
     COUNT { (p)-[:MAY_BE]-() } > 0 AS doubt
WITH all_works, readable, p, code, certain, sure_both, ours, theirs, doubt,
     reduce(most = CASE WHEN most_theirs < most_ours THEN most_theirs ELSE most_ours END, b IN sure_both |
       CASE WHEN b.confidence > most THEN b.confidence ELSE most END) AS confidence,
     asked_review = 'include' OR certain = (asked_review = 'leave-out') AS listed
ORDER BY code, p.key
WITH all_works, readable, code, CASE WHEN asked_names THEN p.key END AS author, CASE WHEN asked_names THEN p.name END AS person,
     count(CASE WHEN certain THEN 1 END) AS persons, count(CASE WHEN NOT certain THEN 1 END) AS for_review,
     count(CASE WHEN size(sure_both) > 0 THEN 1 END) AS on_one_work,
     min(CASE WHEN listed THEN confidence END) AS confidence,
     collect(CASE WHEN listed THEN {ours: ours, theirs: theirs, doubt: doubt, alone: size(sure_both) > 0} END) AS listed
WHERE size(listed) > 0
MATCH (d:Country {code: code})
WITH all_works, readable, code, author, person, persons, on_one_work, for_review, confidence, listed, d.name AS other_name,
     reduce(all = [], one IN listed | all + one.ours) AS ours, reduce(all = [], one IN listed | all + one.theirs) AS theirs
WITH all_works, readable, code, author, person, persons, on_one_work, for_review, confidence, listed, other_name, ours, theirs,
     reduce(all = [], o IN CASE WHEN asked_names THEN ours ELSE ours[0..1] END | all + o.evidence)
       + reduce(all = [], o IN CASE WHEN asked_names THEN theirs ELSE [] END | all + o.evidence) AS shown,
     // a person with both on one work needs no join
     reduce(least = 1.0, o IN reduce(all = [], one IN listed | all + CASE WHEN one.alone THEN [] ELSE one.ours + one.theirs END) | CASE WHEN o.person < least THEN o.person ELSE least END) AS held
WITH all_works, readable, code, author, person, persons, on_one_work, for_review, confidence, other_name, ours, theirs, shown,
     CASE WHEN persons = 0 THEN ['all of them are for review']
            WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN held < 1 THEN ['namesakes are possible: the least certain join has ' + toString(held)] ELSE [] END
     + CASE WHEN any(one IN listed WHERE one.doubt) THEN
         [toString(size([one IN listed WHERE one.doubt])) + ' may be one with another person, who was not joined'] ELSE [] END
     + CASE WHEN all(e IN shown WHERE e.code <> asked_country OR e.statement)
         THEN [asked_country + ' rests on a statement alone, no address line says so'] ELSE [] END
     + CASE WHEN asked_country IN ['KP', 'KR'] AND code IN ['KP', 'KR']
         THEN ['KP and KR are often mistaken for each other by databases: look at the printed affiliations'] ELSE [] END
       AS cautions
RETURN code AS other_country, other_name, person, author, persons, on_one_work, for_review,
       reduce(first = null, o IN ours + theirs | CASE WHEN first IS NULL OR o.w.year < first THEN o.w.year ELSE first END) AS first_year,
       reduce(last = null, o IN ours + theirs | CASE WHEN last IS NULL OR o.w.year > last THEN o.w.year ELSE last END) AS last_year,
       readable, all_works, confidence,
       reduce(seen = [], o IN ours | CASE WHEN o.w.doi IS NULL OR o.w.doi IN seen THEN seen ELSE seen + [o.w.doi] END) AS dois,
       reduce(seen = [], o IN CASE WHEN coalesce(asked_from, 1) = 0 THEN [o IN ours + theirs WHERE o.w.year IS NULL] ELSE ours END |
         CASE WHEN o.w.key IN seen THEN seen ELSE seen + [o.w.key] END) AS work_keys,
       reduce(seen = [], o IN CASE WHEN asked_names THEN theirs ELSE [] END |
         CASE WHEN o.w.doi IS NULL OR o.w.doi IN seen THEN seen ELSE seen + [o.w.doi] END) AS other_dois,
       reduce(seen = [], o IN CASE WHEN asked_names THEN theirs ELSE [] END |
         CASE WHEN o.w.key IN seen THEN seen ELSE seen + [o.w.key] END) AS other_work_keys,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)]
           + [o IN CASE WHEN asked_names THEN ours + theirs ELSE [] END | 'person: ' + o.rule + ', ' + toString(o.person)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       CASE WHEN persons > 0 THEN 'yes' ELSE 'review' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY persons DESC, for_review DESC, other_country, person, author
LIMIT 25
}
RETURN other_country, other_name, person, author, persons, on_one_work, for_review, first_year, last_year, readable, all_works, confidence, dois, work_keys, other_dois, other_work_keys, affiliations, rules, state, caveat, COLLECT {
UNWIND work_keys[0..10] + other_work_keys[0..10] AS key
MATCH path = (:Work {key: key})-[:INVOLVES]->(c)
WHERE c.code = asked_country OR c.code = other_country
RETURN path
UNION ALL
UNWIND work_keys[0..10] + other_work_keys[0..10] AS key
MATCH path = (:Work {key: key})-[:NAMES]->(i)-[:LOCATED_IN]->(c)
WHERE c.code = asked_country OR c.code = other_country
WITH key, c, i, path
ORDER BY key, c.code, i.key
WITH key, c, collect(path)[0..4] AS few
UNWIND few AS path
RETURN path
UNION ALL
UNWIND CASE WHEN asked_names THEN work_keys[0..10] + other_work_keys[0..10] ELSE [] END AS key
MATCH path = (:Work {key: key})<-[:AUTHORED]-(p)
WHERE p.key = author
RETURN path
} AS drawn
