// Graph: Brokers
// Through which authors and institutions of a middle country alone are authors of two outer countries
// joined?
// Drawn: The first ten works listed with either outer country; the institution that they name, by a
// part of it too, or the author in between where authors are named. The first 25 rows.
// Change the values in the next lines; the rest stays as it is.
WITH 'CN' AS asked_middle,         // the country of those in between
     ['KP', 'US'] AS asked_outer,  // the two outer countries, different from each other and from the middle
     null AS asked_from,           // first year of publication that counts, for every work; a work without a year is left out where this or --to is given
     null AS asked_to,             // last year of publication that counts, for every work
     0.5 AS asked_min_confidence,  // least confidence of everything that a path rests on; what is for review is counted whatever its confidence
     'leave-out' AS asked_review,  // pairs of which a path, or that it is the only one, is for review (leave-out, include, only)
     false AS asked_names          // one row for each author in between, with name; without it they are counted in one row (true or false)
CALL (asked_middle, asked_outer, asked_from, asked_to, asked_min_confidence, asked_review, asked_names) {
MATCH (x:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
WITH count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
UNWIND asked_outer AS code
MATCH (c:Country {code: code})
WITH all_works, readable, c, COUNT { (c)<-[:INVOLVES]-() } AS works
ORDER BY works, c.code
WITH {readable: readable, all_works: all_works} AS total, collect(c) AS found
WHERE size(found) = 2
WITH {readable: total.readable, all_works: total.all_works, flip: found[0].code <> asked_outer[0]} AS total,
     found[0] AS rare, found[1] AS common
// the works with the rarer country, and of each author what was printed there
MATCH (rare)<-[:INVOLVES]-(u:Work)
WHERE u.pairs_left_out IS NULL
  AND CASE
        WHEN (asked_from IS NULL AND asked_to IS NULL) OR coalesce(asked_from, 1) = 0 THEN true
        WHEN u.year IS NULL THEN false
        ELSE u.year >= coalesce(asked_from, 0) AND u.year <= coalesce(asked_to, 9999)
      END
MATCH (u)<-[r:AUTHORED]-(p:Author)
WHERE r.collective IS NULL
WITH total, rare, common, u, r, p,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1) WHERE r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes' | n] AS read
// of the addresses of one country the certain one counts first, then the surest
WITH total, rare, common, u, p, r.person_state <> 'yes' AS review, r.person_confidence AS confidence,
     reduce(best = null, n IN [n IN read WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = rare.code] |
       CASE WHEN best IS NULL OR (r.ev_state[n] = 'yes' AND NOT best.yes)
         OR ((r.ev_state[n] = 'yes') = best.yes AND r.ev_confidence[n] > best.confidence)
         THEN {yes: r.ev_state[n] = 'yes', confidence: r.ev_confidence[n]} ELSE best END) AS end,
     [n IN read WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = asked_middle |
       {yes: r.ev_state[n] = 'yes', confidence: r.ev_confidence[n]}] AS between,
     [n IN read WHERE r.ev_kind[n] = 'institution' |
       {key: r.ev_value[n], yes: r.ev_state[n] = 'yes', confidence: r.ev_confidence[n]}] AS places
WITH total, rare, common, u,
     collect({p: p, review: review, confidence: confidence, between: between, places: places}) AS authors,
     collect(CASE WHEN end IS NOT NULL THEN {
       key: p.key, review: review OR NOT end.yes,
       confidence: CASE WHEN end.confidence < confidence THEN end.confidence ELSE confidence END } END) AS ends
WHERE size(ends) > 0
UNWIND authors AS author
WITH total, common, u, ends, author, author.p AS m
MATCH (m)-[rv:AUTHORED]->(v:Work)
WHERE v <> u AND rv.collective IS NULL AND v.pairs_left_out IS NULL
  AND CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN coalesce(asked_from, 1) = 0 THEN u.year IS NULL OR v.year IS NULL
        WHEN v.year IS NULL THEN false
        ELSE v.year >= coalesce(asked_from, 0) AND v.year <= coalesce(asked_to, 9999)
      END
MATCH (v)-[:INVOLVES]->(y:Country)
WHERE y = common
WITH total, common, u, ends, m, author, rv, v,
     [n IN range(0, size(coalesce(rv.ev_kind, [])) - 1) WHERE rv.ev_statement[n] < 0 OR rv.ev_state[n] <> 'yes' | n] AS read
WITH total, common, u, ends, m, author, rv, v, read,
     author.between + [n IN read WHERE rv.ev_kind[n] = 'country' AND rv.ev_value[n] = asked_middle |
       {yes: rv.ev_state[n] = 'yes', confidence: rv.ev_confidence[n]}] AS between
WHERE size(between) > 0
WITH total, common, u.key AS u, ends, m.key AS m, v, author.review OR rv.person_state <> 'yes' AS review,
     reduce(best = between[0], e IN between | CASE WHEN (e.yes AND NOT best.yes)
       OR (e.yes = best.yes AND e.confidence > best.confidence) THEN e ELSE best END) AS own,
     CASE WHEN rv.person_confidence < author.confidence THEN rv.person_confidence ELSE author.confidence END AS confidence,
     author.places + [n IN read WHERE rv.ev_kind[n] = 'institution' |
       {key: rv.ev_value[n], yes: rv.ev_state[n] = 'yes', confidence: rv.ev_confidence[n]}] AS places
WITH total, common, v, collect({u: u, ends: ends, m: m, places: places, held: confidence, review: review OR NOT own.yes,
       confidence: CASE WHEN own.confidence < confidence THEN own.confidence ELSE confidence END}) AS ties
MATCH (v)<-[r:AUTHORED]-(p:Author)
WHERE r.collective IS NULL
WITH total, v.key AS v, ties, r, p.key AS y,
     reduce(best = null, n IN [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
         WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = common.code
           AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes')] |
       CASE WHEN best IS NULL OR (r.ev_state[n] = 'yes' AND NOT best.yes)
         OR ((r.ev_state[n] = 'yes') = best.yes AND r.ev_confidence[n] > best.confidence)
         THEN {yes: r.ev_state[n] = 'yes', confidence: r.ev_confidence[n]} ELSE best END) AS end
WHERE end IS NOT NULL
WITH v, total, ties, y, r.person_state <> 'yes' OR NOT end.yes AS review,
     CASE WHEN end.confidence < r.person_confidence THEN end.confidence ELSE r.person_confidence END AS confidence
UNWIND ties AS tie
WITH total, v, y, review, confidence, tie
WHERE tie.m <> y
UNWIND tie.ends AS end
WITH total, v, y, review, confidence, tie, end
WHERE end.key <> y AND end.key <> tie.m
WITH total, end.key AS x, y, collect({u: tie.u, v: v, m: tie.m, places: tie.places, held: tie.held,
       review: review OR tie.review OR end.review,
       confidence: reduce(least = confidence, one IN [tie.confidence, end.confidence] |
         CASE WHEN one < least THEN one ELSE least END)}) AS paths
// who stands on a work with the one end needs nobody in between
WITH total, x, collect({y: y, paths: paths}) AS ties
WITH total, x, ties, COLLECT {
       MATCH (p:Author {key: x})-[r:AUTHORED]->(w:Work)<-[s:AUTHORED]-(z:Author)
       WHERE r.collective IS NULL AND s.collective IS NULL AND w.pairs_left_out IS NULL
         AND CASE
               WHEN (asked_from IS NULL AND asked_to IS NULL) OR coalesce(asked_from, 1) = 0 THEN true
               WHEN w.year IS NULL THEN false
               ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
             END
       RETURN DISTINCT z.key } AS known
UNWIND ties AS tie
WITH total, x, known, tie
WHERE NOT tie.y IN known
// pairs that are joined by the same paths are looked at together
WITH total, tie.paths AS paths, x + ' ' + tie.y AS pair
WITH total, paths, count(*) AS pairs, min(pair) AS id
WITH total, paths, {id: id, pairs: pairs, number: size(paths),
       sure: size([one IN paths WHERE NOT one.review AND one.confidence >= asked_min_confidence])} AS class
UNWIND range(0, class.number - 1) AS at
WITH total, class, at, paths[at] AS path
UNWIND [{kind: 'author', key: path.m, yes: true, confidence: 1.0}] + [one IN path.places |
         {kind: 'institution', key: one.key, yes: one.yes, confidence: one.confidence}] AS hit
// an institution of the middle country, and each whole there that it is a part of
WITH total, hit.kind AS kind, hit.key AS key, collect({class: class, at: at,
       path: {u: path.u, v: path.v, m: path.m, held: path.held, review: path.review, confidence: path.confidence},
       yes: hit.yes, confidence: hit.confidence}) AS uses
WITH total, kind, key, uses, CASE WHEN kind = 'author' THEN [key] ELSE COLLECT {
       MATCH (i:Institution {key: key})-[:PART_OF*0..6]->(t:Institution)-[:LOCATED_IN]->(c:Country)
       WHERE c.code = asked_middle RETURN DISTINCT t.key } END AS found
UNWIND found AS broker
UNWIND uses AS by_it
WITH total, kind, broker, by_it.class AS class, by_it.at AS at, by_it.path AS path, collect(DISTINCT key) AS named,
     max(CASE WHEN by_it.yes THEN by_it.confidence END) AS certain, max(by_it.confidence) AS any
WITH total, kind, broker, class, path, named, certain IS NOT NULL AS yes, coalesce(certain, any) AS through
WITH total, kind, broker, class, path, named, yes AND through >= asked_min_confidence AS surely_through,
     NOT path.review AND path.confidence >= asked_min_confidence AS sure, path.review OR NOT yes AS doubtful,
     CASE WHEN through < path.confidence THEN through ELSE path.confidence END AS confidence
WITH total, kind, broker, class,
     count(CASE WHEN surely_through THEN 1 END) AS surely, count(CASE WHEN sure AND surely_through THEN 1 END) AS joining,
     count(CASE WHEN doubtful THEN 1 END) AS doubts, count(CASE WHEN sure THEN 1 END) AS of_sure,
     max(CASE WHEN sure AND surely_through THEN confidence END) AS surest, max(CASE WHEN doubtful THEN confidence END) AS other,
     collect(CASE WHEN sure AND surely_through THEN {path: path, named: named} END) AS paths,
     collect(CASE WHEN doubtful THEN {path: path, named: named} END) AS doubtful
WITH total, kind, broker, class, joining > 0 AND surely = class.number AS certain, joining > 0 AS joined,
     (joining > 0 OR doubts > 0) AND of_sure = class.sure AS possible,
     coalesce(surest, other) AS confidence, CASE WHEN joining > 0 THEN paths ELSE doubtful END AS paths
WITH total, kind, broker, class, certain, joined, possible AND NOT certain AS review, confidence, paths
WITH total, kind, CASE WHEN kind = 'institution' OR asked_names THEN broker END AS shown, broker, class, certain, joined, review,
     confidence, paths, (certain AND asked_review <> 'only') OR (review AND asked_review <> 'leave-out') AS listed
// a pair may be for review with several authors: where these stand in one row it counts there once
WITH total, kind, shown, class, max(CASE WHEN certain THEN 1 ELSE 0 END) AS certain, max(CASE WHEN review THEN 1 ELSE 0 END) AS review,
     max(CASE WHEN joined THEN 1 ELSE 0 END) AS joined, min(CASE WHEN listed THEN confidence END) AS confidence,
     collect(CASE WHEN listed THEN paths END) AS paths
WITH total, kind, shown, sum(certain * class.pairs) AS pairs, sum(review * class.pairs) AS for_review,
     sum(joined * class.pairs) AS all_pairs, min(confidence) AS confidence,
     collect(CASE WHEN size(paths) > 0 THEN {certain: certain, id: class.id,
       paths: reduce(all = [], some IN paths | all + some)} END) AS listed
WHERE size(listed) > 0
UNWIND listed AS one
WITH total, kind, shown, pairs, for_review, all_pairs, confidence, one
UNWIND one.paths AS found
WITH total, kind, shown, pairs, for_review, all_pairs, confidence, one.certain AS certain, one.id AS id, found.path AS path,
     found.named AS named
WITH total, kind, shown, pairs, for_review, all_pairs, confidence, certain, id, path, named, path.u AS u, path.v AS v,
     path.m AS m
ORDER BY certain DESC, u, v, m, id
WITH total, kind, shown, pairs, for_review, all_pairs, confidence, collect(DISTINCT u) AS us, collect(DISTINCT v) AS vs,
     count(DISTINCT u + ' ' + v) AS work_pairs, collect(DISTINCT m) AS persons, min(path.held) AS held,
     collect({u: u, v: v, m: m, ends: split(id, ' '), named: named})[0] AS first
WITH total, kind, shown, pairs, for_review, all_pairs, confidence, work_pairs, persons, held, first,
     COLLECT { UNWIND us AS key MATCH (w:Work {key: key})
       RETURN {key: w.key, doi: w.doi, year: w.year} ORDER BY w.year, w.key } AS near,
     COLLECT { UNWIND vs AS key MATCH (w:Work {key: key})
       RETURN {key: w.key, doi: w.doi, year: w.year} ORDER BY w.year, w.key } AS far,
     COLLECT { UNWIND persons AS key MATCH (p:Author {key: key})-[:MAY_BE]-() RETURN DISTINCT key } AS may_be,
     CASE WHEN total.flip THEN [
       {code: asked_outer[0], person: first.ends[1], work: first.v}, {code: asked_middle, person: first.m, work: first.v},
       {code: asked_middle, person: first.m, work: first.u}, {code: asked_outer[1], person: first.ends[0], work: first.u}]
     ELSE [
       {code: asked_outer[0], person: first.ends[0], work: first.u}, {code: asked_middle, person: first.m, work: first.u},
       {code: asked_middle, person: first.m, work: first.v}, {code: asked_outer[1], person: first.ends[1], work: first.v}] END AS steps
WITH total, kind, shown, pairs, for_review, all_pairs, confidence, work_pairs, persons, held, first, may_be, steps,
     CASE WHEN total.flip THEN far ELSE near END AS works, CASE WHEN total.flip THEN near ELSE far END AS other_works
// no key is empty; by a null one the local store would look through every node
OPTIONAL MATCH (i:Institution {key: CASE WHEN kind = 'institution' THEN shown ELSE '' END})
OPTIONAL MATCH (p:Author {key: CASE WHEN kind = 'author' AND asked_names THEN shown ELSE '' END})
UNWIND range(0, 3) AS step
WITH total, kind, pairs, for_review, all_pairs, confidence, work_pairs, persons, held, first, may_be, works, other_works,
     i, p, step, steps[step] AS at
MATCH (:Author {key: at.person})-[r:AUTHORED]->(w)
WHERE w.key = at.work
WITH total, kind, pairs, for_review, all_pairs, confidence, work_pairs, persons, held, first, may_be, works, other_works,
     i, p, step, r, [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes')
         AND ((r.ev_kind[n] = 'country' AND r.ev_value[n] = at.code)
           OR (r.ev_kind[n] = 'institution' AND kind = 'institution' AND step IN [1, 2] AND r.ev_value[n] IN first.named)) | {
         code: CASE WHEN r.ev_kind[n] = 'country' THEN at.code ELSE i.name END,
         rule: r.ev_rule[n], confidence: r.ev_confidence[n], statement: r.ev_statement[n] >= 0,
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS evidence
ORDER BY step
WITH total, kind, pairs, for_review, all_pairs, confidence, work_pairs, persons, held, may_be, works, other_works, i, p,
     collect(evidence) AS evidence,
     collect(CASE WHEN step IN [1, 2] THEN 'person: ' + r.person_rule + ', ' + toString(r.person_confidence) END) AS joins
WITH total, kind, pairs, for_review, all_pairs, confidence, work_pairs, persons, held, may_be, works, other_works, i, p, joins,
     reduce(all = [], some IN evidence | all + some) AS shown,
     COLLECT { MATCH (i)-[:PART_OF]->(t:Institution)-[:LOCATED_IN]->(c:Country) WHERE c.code = asked_middle
       RETURN t.name ORDER BY t.key } AS wholes,
     COLLECT { MATCH (i)-[:CONTROLLED_FROM]->(c:Country) RETURN c.code ORDER BY c.code } AS controlled
WITH total, kind, pairs, for_review, all_pairs, confidence, work_pairs, persons, works, other_works, i, p, joins, shown,
     CASE WHEN pairs = 0 THEN ['all pairs are for review']
          WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN i.status = 'printed' THEN [i.name + ' is known by its printed name only'] ELSE [] END
     + [one IN wholes | 'counted under ' + one + ' too, which it is a part of']
     + [one IN controlled | i.name + ' is controlled from ' + one]
     + CASE WHEN kind = 'institution' AND size(persons) = 1 THEN ['all paths run through one author'] ELSE [] END
     + CASE WHEN held < 1 THEN ['namesakes are possible: the least certain join has ' + toString(held)] ELSE [] END
     + CASE WHEN size(may_be) > 0 THEN
         [toString(size(may_be)) + ' in between may be one with another person, who was not joined'] ELSE [] END
     + [code IN [asked_outer[0], asked_middle, asked_outer[1]]
         WHERE any(e IN shown WHERE e.code = code) AND all(e IN shown WHERE e.code <> code OR e.statement) |
         'on the first path listed, ' + code + ' rests on a statement alone, no address line says so']
     + CASE WHEN any(w IN works + other_works WHERE w.year IS NULL)
         THEN [toString(size([w IN works + other_works WHERE w.year IS NULL])) + ' works without a year'] ELSE [] END AS cautions
RETURN kind, CASE WHEN kind = 'institution' THEN i.name ELSE p.name END AS broker,
       CASE WHEN kind = 'institution' THEN i.key ELSE p.key END AS broker_key,
       CASE WHEN kind = 'institution' THEN 1 ELSE size(persons) END AS brokers, pairs, for_review, all_pairs, work_pairs,
       reduce(first = null, w IN works + other_works | CASE WHEN first IS NULL OR w.year < first THEN w.year ELSE first END) AS first_year,
       reduce(last = null, w IN works + other_works | CASE WHEN last IS NULL OR w.year > last THEN w.year ELSE last END) AS last_year,
       confidence, total.readable AS readable, total.all_works AS all_works,
       [w IN works WHERE w.doi IS NOT NULL | w.doi] AS dois,
       CASE WHEN coalesce(asked_from, 1) = 0 THEN [w IN works + other_works WHERE w.year IS NULL | w.key]
            ELSE [w IN works | w.key] END AS work_keys,
       [w IN other_works WHERE w.doi IS NOT NULL | w.doi] AS other_dois, [w IN other_works | w.key] AS other_work_keys,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)] + joins |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       CASE WHEN pairs > 0 THEN 'yes' ELSE 'review' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY kind DESC, pairs DESC, for_review DESC, broker, broker_key
LIMIT 25
}
RETURN kind, broker, broker_key, brokers, pairs, for_review, all_pairs, work_pairs, first_year, last_year, confidence, readable, all_works, dois, work_keys, other_dois, other_work_keys, affiliations, rules, state, caveat, COLLECT {
UNWIND work_keys[0..10] AS key
MATCH path = (x)<-[:INVOLVES]-(:Work {key: key})
WHERE x.code = asked_outer[0]
RETURN path
UNION ALL
UNWIND other_work_keys[0..10] AS key
MATCH path = (y)<-[:INVOLVES]-(:Work {key: key})
WHERE y.code = asked_outer[1]
RETURN path
UNION ALL
UNWIND work_keys[0..10] + other_work_keys[0..10] AS key
MATCH path = (:Work {key: key})-[:NAMES]->()-[:PART_OF*0..4]->(i)
WHERE i.key = broker_key
RETURN path
UNION ALL
UNWIND work_keys[0..10] + other_work_keys[0..10] AS key
MATCH path = (:Work {key: key})<-[:AUTHORED]-(m)
WHERE m.key = broker_key
RETURN path
} AS drawn
