// Graph: Repeated teams
// Which teams of authors, with one who printed an address in a country, stand together on several
// works?
// Drawn: The first ten works of each team with the country, and the first four institutions that each
// names there; the authors of the team only where names is true. The first 10 rows.
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country of which at least one of the team printed an address, on one of these works
     3 AS asked_size,              // least number of authors of a team
     2 AS asked_works,             // least number of works on which all of them stand
     25 AS asked_max_authors,      // works with more authors are left out
     null AS asked_from,           // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,             // last year of publication that counts, all of it
     0.5 AS asked_min_confidence,  // least confidence of the address, and of each author being that person; what is for review is shown whatever its confidence
     'leave-out' AS asked_review,  // teams of which the address or a person is for review (leave-out, include, only)
     false AS asked_names          // name the authors (true or false)
CALL (asked_country, asked_size, asked_works, asked_max_authors, asked_from, asked_to, asked_min_confidence, asked_review, asked_names) {
MATCH (x:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
WITH count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
MATCH (c:Country {code: asked_country})<-[:INVOLVES]-(u:Work)
WHERE u.authors_count >= asked_size AND u.authors_count <= asked_max_authors
  AND CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN coalesce(asked_from, 1) = 0 THEN true
        WHEN u.year IS NULL THEN false
        ELSE u.year >= coalesce(asked_from, 0) AND u.year <= coalesce(asked_to, 9999)
      END
MATCH (u)<-[r:AUTHORED]-(p:Author)
WHERE r.collective IS NULL
WITH all_works, readable, u, r, p,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = asked_country
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits,
     COUNT { (p)-[:MAY_BE]-() } > 0 AS doubt
ORDER BY u.key, p.key, r.key
// teams of what is certain, and teams of all there is: a doubtful author more must not hide a certain team
UNWIND CASE asked_review WHEN 'leave-out' THEN [true] WHEN 'only' THEN [false] ELSE [true, false] END AS certain
WITH all_works, readable, certain, u, r, p, doubt,
     CASE WHEN any(n IN hits WHERE r.ev_state[n] = 'yes') THEN [n IN hits WHERE r.ev_state[n] = 'yes'] ELSE hits END AS hits
WHERE CASE WHEN r.person_state = 'yes' THEN r.person_confidence >= asked_min_confidence ELSE NOT certain END
WITH all_works, readable, certain, u,
     collect({
       key: p.key, p: p, doubt: doubt, name: r.printed, review: r.person_state <> 'yes', confidence: r.person_confidence, rule: r.person_rule,
       evidence: [n IN hits WHERE CASE WHEN r.ev_state[n] = 'yes' THEN r.ev_confidence[n] >= asked_min_confidence ELSE NOT certain END | {
         review: r.ev_state[n] <> 'yes', rule: r.ev_rule[n], confidence: r.ev_confidence[n], statement: r.ev_statement[n] >= 0,
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }]
     }) AS members
WHERE size(members) >= asked_size AND any(m IN members WHERE size(m.evidence) > 0)
UNWIND members AS m
WITH all_works, readable, certain, u, members, m.p AS p
MATCH (p)-[s:AUTHORED]->(v:Work)
WHERE v <> u AND s.collective IS NULL AND v.authors_count <= asked_max_authors
  AND CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN coalesce(asked_from, 1) = 0 THEN true
        WHEN v.year IS NULL THEN false
        ELSE v.year >= coalesce(asked_from, 0) AND v.year <= coalesce(asked_to, 9999)
      END
  AND CASE WHEN s.person_state = 'yes' THEN s.person_confidence >= asked_min_confidence ELSE NOT certain END
WITH all_works, readable, certain, u, members, v, p, s
ORDER BY v.key, p.key, s.key
// what rides along is collected, not grouped by: to compare such lists costs more than all the rest
WITH all_works, readable, certain, u, v, collect(members)[0] AS members, collect(p.key) AS shared,
     collect({key: p.key, review: s.person_state <> 'yes', confidence: s.person_confidence, rule: s.person_rule}) AS theirs
WHERE size(shared) >= asked_size
WITH all_works, readable, certain, u, collect(members)[0] AS members, collect({v: v, shared: shared, theirs: theirs}) AS others
WITH all_works, readable, certain, u, members, others,
     reduce(distinct_lists = [], o IN others |
       CASE WHEN o.shared IN distinct_lists THEN distinct_lists ELSE distinct_lists + [o.shared] END) AS lists
// what two works have in common, then what that has in common with a third, and so on
UNWIND reduce(teams = [], list IN lists |
         reduce(seen = teams, team IN [list] + [t IN teams | [k IN t WHERE k IN list]] |
           CASE WHEN size(team) < asked_size OR team IN seen THEN seen ELSE seen + [team] END)) AS team
WITH all_works, readable, certain, u, team,
     [m IN members WHERE m.key IN team] AS members,
     [o IN others WHERE all(k IN team WHERE k IN o.shared) | {w: o.v, theirs: [t IN o.theirs WHERE t.key IN team]}] AS others
WHERE any(m IN members WHERE size(m.evidence) > 0) AND size(others) + 1 >= asked_works
WITH all_works, readable, certain, u, team, members,
     [{w: u, theirs: [m IN members | {key: m.key, review: m.review, confidence: m.confidence, rule: m.rule}]}] + others AS stood
ORDER BY u.key
// a team is found once from each of its works with an address in the country
WITH all_works, readable, certain, team, collect({u: u, members: members}) AS found, collect(stood)[0] AS stood
UNWIND stood AS one
WITH all_works, readable, certain, team, found, one.w AS w, one.theirs AS theirs
ORDER BY w.year, w.key
WITH all_works, readable, certain, team, collect(found)[0] AS found,
     collect({
       w: w, review: any(t IN theirs WHERE t.review), theirs: theirs,
       confidence: reduce(least = 1.0, t IN theirs | CASE WHEN t.confidence < least THEN t.confidence ELSE least END)
     }) AS stood
WITH all_works, readable, certain, team, found, stood,
     reduce(all = [], f IN found | all + reduce(some = [], m IN f.members | some + [e IN m.evidence | {u: f.u, key: m.key, e: e}])) AS links
WITH all_works, readable, certain, team, found, stood, links,
     [o IN stood WHERE NOT o.review | o.w] AS sure,
     [l IN links WHERE NOT l.e.review] AS sure_links
WITH all_works, readable, certain, team, found, stood, links, sure, sure_links,
     size(sure) < asked_works OR none(l IN sure_links WHERE l.u IN sure) AS review
WHERE review <> certain
  AND (coalesce(asked_from, 1) <> 0 OR any(o IN stood WHERE o.w.year IS NULL))
WITH all_works, readable, team, found, stood, links, sure, review,
     CASE WHEN size(sure_links) > 0 THEN sure_links ELSE links END AS shown,
     [m IN found[0].members | m.name] AS names, any(m IN found[0].members WHERE m.doubt) AS doubt
WITH all_works, readable, team, stood, sure, review, shown, names, doubt,
     reduce(most = 0.0, l IN shown | CASE WHEN l.e.confidence > most THEN l.e.confidence ELSE most END) AS linked,
     reduce(least = 1.0, o IN stood | CASE WHEN o.confidence < least THEN o.confidence ELSE least END) AS held
WITH all_works, readable, team, stood, sure, review, shown, names, linked, held,
     CASE WHEN size(sure) < asked_works THEN ['that the works are of the same persons is for review'] ELSE [] END
     + CASE WHEN shown[0].e.review THEN [asked_country + ' is for review'] ELSE [] END
     + CASE WHEN all(l IN shown WHERE l.e.statement) THEN [asked_country + ' rests on a statement alone, no address line says so'] ELSE [] END
     + CASE WHEN held < 1 THEN ['namesakes are possible: the least certain person has ' + toString(held)] ELSE [] END
     + CASE WHEN doubt THEN ['one of the team may be one with another person of the store, who was not joined'] ELSE [] END
     + CASE WHEN any(o IN stood WHERE o.w.year IS NULL)
         THEN [toString(size([o IN stood WHERE o.w.year IS NULL])) + ' without a year'] ELSE [] END
     + CASE WHEN any(o IN stood WHERE size(coalesce(o.w.review_reasons, [])) > 0)
         THEN ['a work itself is for review: it may be another of them'] ELSE [] END AS cautions
RETURN size(team) AS size, size(sure) AS works, size(stood) - size(sure) AS for_review,
       size(reduce(seen = [], l IN shown | CASE WHEN l.key IN seen THEN seen ELSE seen + [l.key] END)) AS linked,
       reduce(first = null, o IN stood | CASE WHEN first IS NULL OR o.w.year < first THEN o.w.year ELSE first END) AS first_year,
       reduce(last = null, o IN stood | CASE WHEN last IS NULL OR o.w.year > last THEN o.w.year ELSE last END) AS last_year,
       CASE WHEN asked_names THEN names ELSE [] END AS persons, CASE WHEN asked_names THEN team ELSE [] END AS authors,
       readable, all_works,
       [o IN stood WHERE o.w.doi IS NOT NULL | o.w.doi] AS dois,
       // for the note on works without a year (0 to 0) only those
       [o IN stood WHERE coalesce(asked_from, 1) <> 0 OR o.w.year IS NULL | o.w.key] AS work_keys,
       reduce(seen = [], one IN [l IN shown | asked_country + ': ' + l.e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [l IN shown | asked_country + ': ' + l.e.rule + ', ' + toString(l.e.confidence)]
           + CASE WHEN asked_names THEN reduce(all = [], o IN stood | all + [t IN o.theirs | 'person: ' + t.rule + ', ' + toString(t.confidence)])
             ELSE [] END |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       CASE WHEN linked < held THEN linked ELSE held END AS confidence,
       CASE WHEN review THEN 'review' ELSE 'yes' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY works DESC, for_review DESC, size DESC, first_year, work_keys
LIMIT 10
}
RETURN size, works, for_review, linked, first_year, last_year, persons, authors, readable, all_works, dois, work_keys, affiliations, rules, confidence, state, caveat, COLLECT {
UNWIND work_keys[0..10] AS key
MATCH path = (:Work {key: key})
RETURN path
UNION ALL
UNWIND work_keys[0..10] AS key
MATCH path = (:Work {key: key})-[:INVOLVES]->(c)
WHERE c.code = asked_country
RETURN path
UNION ALL
UNWIND work_keys[0..10] AS key
MATCH path = (:Work {key: key})-[:NAMES]->(i)-[:LOCATED_IN]->(c)
WHERE c.code = asked_country
WITH key, i, path
ORDER BY key, i.key
WITH key, collect(path)[0..4] AS few
UNWIND few AS path
RETURN path
UNION ALL
UNWIND work_keys[0..10] AS key
MATCH path = (:Work {key: key})<-[:AUTHORED]-(p)
WHERE p.key IN authors
RETURN path
} AS drawn
