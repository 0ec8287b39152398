// title: Repeated teams
// question: Which teams of authors, with one who printed an address in a country, stand together on several works?
// parameter: country | country | KP | --country | the country of which at least one of the team printed an address, on one of these works
// parameter: size | whole number 3..100 | 3 | --size | least number of authors of a team
// parameter: works | whole number 2..1000 | 2 | --works | least number of works on which all of them stand
// parameter: max_authors | whole number 3..100 | 25 | --max-authors | works with more authors are left out
// parameter: from | year | - | --from | first year of publication that counts; a work without a year is left out where this or --to is given
// parameter: to | year | - | --to | last year of publication that counts, all of it
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of the address, and of each author being that person; what is for review is shown whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | teams of which the address or a person is for review
// parameter: names | flag | - | --names | name the authors
// column: size: authors of the team
// column: works: works on which all of them stand for certain
// column: for_review: further works on which one of the team is for review; never added to works
// column: linked: authors of the team who printed an address in the country on one of these works
// column: first_year: first year of the works listed
// column: last_year: last year of the works listed
// column: persons: names of the team as printed on a work with an address in the country; empty without --names
// column: authors: their keys; empty without --names
// column: readable: works of the years asked for, of any country, with a printed affiliation
// column: all_works: works of those years in the store
// column: dois: DOIs of the works listed
// column: work_keys: keys of the works listed; some have no DOI
// column: affiliations: country and affiliation as printed by the team, on the works with an address in the country
// column: rules: country, rule that read it from print, and its confidence; with --names also the rules by which the works are of one person
// column: confidence: the least of all that the row rests on
// column: state: yes, or review where the address or a person must be looked at
// column: caveat: what could mislead in this row
// caveat: A team is a list of names that was printed again. It does not show who did what, who sponsored the works, whether they
//   were exempt or notified, or anything about a person's nationality.
// caveat: Each row is the whole of what its works have in common: a smaller team has a row of its own only where it stands on
//   more works, so rows overlap and must not be added up.
// caveat: Works with more authors than --max-authors are left out, on both sides: long lists make teams of people who never met.
// caveat: Only one of these works must print an address in the country; on the others the team may print any, or none.
// caveat: Two persons under one name, or one under two, make teams or hide them. Where a person of the team may be one with
//   another of the store, who was not joined, the caveat column says so.
// caveat: A group that signs a work is no person and stands in no team.
// caveat: A year is the year of publication. Without --from and --to works of no known year count too.
// example: coauth query teams --from 2017
// example: coauth query teams --country KP --size 4 --works 3 --names --json
MATCH (x:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce($from, 1) = 0
        ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
      END
WITH count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
MATCH (c:Country {code: $country})<-[:INVOLVES]-(u:Work)
WHERE u.authors_count >= $size AND u.authors_count <= $max_authors
  AND CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN coalesce($from, 1) = 0 THEN true
        WHEN u.year IS NULL THEN false
        ELSE u.year >= coalesce($from, 0) AND u.year <= coalesce($to, 9999)
      END
MATCH (u)<-[r:AUTHORED]-(p:Author)
WHERE r.collective IS NULL
WITH all_works, readable, u, r, p,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = $country
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits,
     COUNT { (p)-[:MAY_BE]-() } > 0 AS doubt
ORDER BY u.key, p.key, r.key
// teams of what is certain, and teams of all there is: a doubtful author more must not hide a certain team
UNWIND CASE $review WHEN 'leave-out' THEN [true] WHEN 'only' THEN [false] ELSE [true, false] END AS certain
WITH all_works, readable, certain, u, r, p, doubt,
     CASE WHEN any(n IN hits WHERE r.ev_state[n] = 'yes') THEN [n IN hits WHERE r.ev_state[n] = 'yes'] ELSE hits END AS hits
WHERE CASE WHEN r.person_state = 'yes' THEN r.person_confidence >= $min_confidence ELSE NOT certain END
WITH all_works, readable, certain, u,
     collect({
       key: p.key, p: p, doubt: doubt, name: r.printed, review: r.person_state <> 'yes', confidence: r.person_confidence, rule: r.person_rule,
       evidence: [n IN hits WHERE CASE WHEN r.ev_state[n] = 'yes' THEN r.ev_confidence[n] >= $min_confidence ELSE NOT certain END | {
         review: r.ev_state[n] <> 'yes', rule: r.ev_rule[n], confidence: r.ev_confidence[n], statement: r.ev_statement[n] >= 0,
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }]
     }) AS members
WHERE size(members) >= $size AND any(m IN members WHERE size(m.evidence) > 0)
UNWIND members AS m
WITH all_works, readable, certain, u, members, m.p AS p
MATCH (p)-[s:AUTHORED]->(v:Work)
WHERE v <> u AND s.collective IS NULL AND v.authors_count <= $max_authors
  AND CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN coalesce($from, 1) = 0 THEN true
        WHEN v.year IS NULL THEN false
        ELSE v.year >= coalesce($from, 0) AND v.year <= coalesce($to, 9999)
      END
  AND CASE WHEN s.person_state = 'yes' THEN s.person_confidence >= $min_confidence ELSE NOT certain END
WITH all_works, readable, certain, u, members, v, p, s
ORDER BY v.key, p.key, s.key
// what rides along is collected, not grouped by: to compare such lists costs more than all the rest
WITH all_works, readable, certain, u, v, collect(members)[0] AS members, collect(p.key) AS shared,
     collect({key: p.key, review: s.person_state <> 'yes', confidence: s.person_confidence, rule: s.person_rule}) AS theirs
WHERE size(shared) >= $size
WITH all_works, readable, certain, u, collect(members)[0] AS members, collect({v: v, shared: shared, theirs: theirs}) AS others
WITH all_works, readable, certain, u, members, others,
     reduce(distinct_lists = [], o IN others |
       CASE WHEN o.shared IN distinct_lists THEN distinct_lists ELSE distinct_lists + [o.shared] END) AS lists
// what two works have in common, then what that has in common with a third, and so on
UNWIND reduce(teams = [], list IN lists |
         reduce(seen = teams, team IN [list] + [t IN teams | [k IN t WHERE k IN list]] |
           CASE WHEN size(team) < $size OR team IN seen THEN seen ELSE seen + [team] END)) AS team
WITH all_works, readable, certain, u, team,
     [m IN members WHERE m.key IN team] AS members,
     [o IN others WHERE all(k IN team WHERE k IN o.shared) | {w: o.v, theirs: [t IN o.theirs WHERE t.key IN team]}] AS others
WHERE any(m IN members WHERE size(m.evidence) > 0) AND size(others) + 1 >= $works
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
     size(sure) < $works OR none(l IN sure_links WHERE l.u IN sure) AS review
WHERE review <> certain
  AND (coalesce($from, 1) <> 0 OR any(o IN stood WHERE o.w.year IS NULL))
WITH all_works, readable, team, found, stood, links, sure, review,
     CASE WHEN size(sure_links) > 0 THEN sure_links ELSE links END AS shown,
     [m IN found[0].members | m.name] AS names, any(m IN found[0].members WHERE m.doubt) AS doubt
WITH all_works, readable, team, stood, sure, review, shown, names, doubt,
     reduce(most = 0.0, l IN shown | CASE WHEN l.e.confidence > most THEN l.e.confidence ELSE most END) AS linked,
     reduce(least = 1.0, o IN stood | CASE WHEN o.confidence < least THEN o.confidence ELSE least END) AS held
WITH all_works, readable, team, stood, sure, review, shown, names, linked, held,
     CASE WHEN size(sure) < $works THEN ['that the works are of the same persons is for review'] ELSE [] END
     + CASE WHEN shown[0].e.review THEN [$country + ' is for review'] ELSE [] END
     + CASE WHEN all(l IN shown WHERE l.e.statement) THEN [$country + ' rests on a statement alone, no address line says so'] ELSE [] END
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
       CASE WHEN $names THEN names ELSE [] END AS persons, CASE WHEN $names THEN team ELSE [] END AS authors,
       readable, all_works,
       [o IN stood WHERE o.w.doi IS NOT NULL | o.w.doi] AS dois,
       // for the note on works without a year (0 to 0) only those
       [o IN stood WHERE coalesce($from, 1) <> 0 OR o.w.year IS NULL | o.w.key] AS work_keys,
       reduce(seen = [], one IN [l IN shown | $country + ': ' + l.e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [l IN shown | $country + ': ' + l.e.rule + ', ' + toString(l.e.confidence)]
           + CASE WHEN $names THEN reduce(all = [], o IN stood | all + [t IN o.theirs | 'person: ' + t.rule + ', ' + toString(t.confidence)])
             ELSE [] END |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       CASE WHEN linked < held THEN linked ELSE held END AS confidence,
       CASE WHEN review THEN 'review' ELSE 'yes' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY works DESC, for_review DESC, size DESC, first_year, work_keys
