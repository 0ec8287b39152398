// title: Indirect triads
// question: Which author of a middle country wrote with co-authors of both outer countries, on two works within a few years?
// parameter: middle | country | CN | --middle | the country of the author in between
// parameter: outer | 2 countries | KP US | --country | the two outer countries, different from each other and from the middle
// parameter: within | whole number 0..100 | 3 | --within | years that may lie between the two works
// parameter: from | year | - | --from | first year of publication that counts, for both works
// parameter: to | year | - | --to | last year of publication that counts, for both works
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of the three countries, and of both works being by one person; what is for review is shown whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | rows of which a country or the person is for review
// undated: always left out
// column: person: the author in between, as printed
// column: author: key of that author
// column: work: key of the work with the first outer country
// column: doi: its DOI; empty where none is known
// column: title: its title as printed
// column: year: its year of publication
// column: other_work: key of the work with the second outer country
// column: other_doi: its DOI; empty where none is known
// column: other_title: its title as printed
// column: other_year: its year of publication
// column: gap_years: years between the two
// column: persons: country and name as printed of the co-authors at both ends (at most 25 for each work, the surest first)
// column: affiliations: country and affiliation as printed, of the author in between and of both ends
// column: rules: country, rule that read it from print, and its confidence; and the rule by which both works have one author
// column: confidence: the least of all that the row rests on
// column: state: yes, or review where a country, the co-author or the person must be looked at
// column: caveat: what could mislead in this row
// caveat: An author in between shows two common papers with others. It does not show that the outer authors know of each other,
//   who sponsored the work, whether it was exempt or notified, or anything about a person's nationality.
// caveat: A row rests on two different works. One work that joins all three countries is the business of `triads`.
// caveat: The author's own address in the middle country is printed on at least one of the two works: two works of one person
//   may print different addresses, or none. An outer country counts by an address of another author; an address given to no
//   author may be anyone's, so it makes the row one for review.
// caveat: What a record says elsewhere than in an address line (whom to write to, a present address, an e-mail domain, a
//   biography) makes a country one for review at most. It stands in affiliations as `(not an address line; …)`.
// caveat: A group that signs a work is no person: it stands neither in between nor at an end.
// caveat: Both works must have a year.
// example: coauth query indirect-triads --from 2010 --within 2
// example: coauth query indirect-triads --middle DE --country KP --country GB --review include --json
UNWIND $outer AS code
MATCH (c:Country {code: code})
WITH c, COUNT { (c)<-[:INVOLVES]-() } AS works
ORDER BY works, c.code
WITH collect(c) AS found
WHERE size(found) = 2
WITH found[0] AS rare, found[1] AS common
// the ends of each work are gathered once for the work: an author list can have thousands of names
MATCH (rare)<-[:INVOLVES]-(u:Work)
OPTIONAL MATCH (u)<-[r:AUTHORED]-(x)
WITH rare, common, u, r, x.key AS person,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.collective IS NULL AND r.ev_kind[n] = 'country' AND r.ev_value[n] = rare.code
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
UNWIND CASE WHEN size(hits) = 0 THEN [null] ELSE hits END AS n
WITH rare, common, u, CASE WHEN n IS NULL THEN null ELSE {
       state: r.ev_state[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n], person: person, name: r.printed,
       statement: r.ev_statement[n] >= 0,
       printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                  + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                  + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END } END AS end,
     r.position AS position, n
ORDER BY u.key, CASE WHEN end.state = 'yes' THEN 0 ELSE 1 END, end.confidence DESC, position, end.person, n
WITH rare, common, u, collect(end) AS ends
WITH rare, common, u, ends[0..25] + [n IN range(0, size(coalesce(u.ev_kind, [])) - 1)
       WHERE u.ev_kind[n] = 'country' AND u.ev_value[n] = rare.code
         AND (u.ev_statement[n] < 0 OR u.ev_state[n] <> 'yes') AND u.authors_count > 1 | {
         state: 'review', rule: u.ev_rule[n], confidence: u.ev_confidence[n], person: null,
         name: CASE WHEN u.ev_statement[n] >= 0 THEN '(a statement about no one author)'
                    ELSE '(address given to no author)' END,
         statement: u.ev_statement[n] >= 0,
         printed: CASE WHEN u.ev_affiliation[n] >= 0 THEN u.affiliations[u.ev_affiliation[n]]
                  WHEN u.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + u.statement_kinds[u.ev_statement[n]] + ', '
                    + u.statement_places[u.ev_statement[n]] + ': "' + left(u.statements[u.ev_statement[n]], 300)
                    + CASE WHEN size(u.statements[u.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS u_ends
WHERE size(u_ends) > 0
MATCH (u)<-[ru:AUTHORED]-(m:Author)-[rv:AUTHORED]->(v:Work)
WHERE u <> v AND ru.collective IS NULL AND rv.collective IS NULL
  AND CASE
        WHEN u.year IS NULL OR v.year IS NULL THEN coalesce($from, 1) = 0
        ELSE abs(u.year - v.year) <= $within
          AND u.year >= coalesce($from, 0) AND u.year <= coalesce($to, 9999)
          AND v.year >= coalesce($from, 0) AND v.year <= coalesce($to, 9999)
      END
WITH rare, common, u, u_ends, ru, m, rv, v,
     [n IN range(0, size(coalesce(ru.ev_kind, [])) - 1)
       WHERE ru.ev_kind[n] = 'country' AND ru.ev_value[n] = $middle
         AND (ru.ev_statement[n] < 0 OR ru.ev_state[n] <> 'yes') | {
         state: ru.ev_state[n], rule: ru.ev_rule[n], confidence: ru.ev_confidence[n],
         statement: ru.ev_statement[n] >= 0,
         printed: CASE WHEN ru.ev_affiliation[n] >= 0 THEN ru.affiliations[ru.ev_affiliation[n]]
                  WHEN ru.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + ru.statement_kinds[ru.ev_statement[n]] + ', '
                    + ru.statement_places[ru.ev_statement[n]] + ': "' + left(ru.statements[ru.ev_statement[n]], 300)
                    + CASE WHEN size(ru.statements[ru.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS at_u,
     [n IN range(0, size(coalesce(rv.ev_kind, [])) - 1)
       WHERE rv.ev_kind[n] = 'country' AND rv.ev_value[n] = $middle
         AND (rv.ev_statement[n] < 0 OR rv.ev_state[n] <> 'yes') | {
         state: rv.ev_state[n], rule: rv.ev_rule[n], confidence: rv.ev_confidence[n],
         statement: rv.ev_statement[n] >= 0,
         printed: CASE WHEN rv.ev_affiliation[n] >= 0 THEN rv.affiliations[rv.ev_affiliation[n]]
                  WHEN rv.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + rv.statement_kinds[rv.ev_statement[n]] + ', '
                    + rv.statement_places[rv.ev_statement[n]] + ': "' + left(rv.statements[rv.ev_statement[n]], 300)
                    + CASE WHEN size(rv.statements[rv.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS at_v
WHERE size(at_u) + size(at_v) > 0
MATCH (v)-[:INVOLVES]->(y:Country)
WHERE y = common
WITH rare, common, v, collect({u: u, ends: u_ends, ru: ru, m: m, rv: rv, at_u: at_u, at_v: at_v}) AS ties
OPTIONAL MATCH (v)<-[r:AUTHORED]-(x)
WITH rare, common, v, ties, r, x.key AS person,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.collective IS NULL AND r.ev_kind[n] = 'country' AND r.ev_value[n] = common.code
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
UNWIND CASE WHEN size(hits) = 0 THEN [null] ELSE hits END AS n
WITH rare, common, v, ties, CASE WHEN n IS NULL THEN null ELSE {
       state: r.ev_state[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n], person: person, name: r.printed,
       statement: r.ev_statement[n] >= 0,
       printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                  + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                  + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END } END AS end,
     r.position AS position, n
ORDER BY v.key, CASE WHEN end.state = 'yes' THEN 0 ELSE 1 END, end.confidence DESC, position, end.person, n
WITH rare, common, v, ties, collect(end) AS ends
WITH rare, common, v, ties, ends[0..25] + [n IN range(0, size(coalesce(v.ev_kind, [])) - 1)
       WHERE v.ev_kind[n] = 'country' AND v.ev_value[n] = common.code
         AND (v.ev_statement[n] < 0 OR v.ev_state[n] <> 'yes') AND v.authors_count > 1 | {
         state: 'review', rule: v.ev_rule[n], confidence: v.ev_confidence[n], person: null,
         name: CASE WHEN v.ev_statement[n] >= 0 THEN '(a statement about no one author)'
                    ELSE '(address given to no author)' END,
         statement: v.ev_statement[n] >= 0,
         printed: CASE WHEN v.ev_affiliation[n] >= 0 THEN v.affiliations[v.ev_affiliation[n]]
                  WHEN v.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + v.statement_kinds[v.ev_statement[n]] + ', '
                    + v.statement_places[v.ev_statement[n]] + ': "' + left(v.statements[v.ev_statement[n]], 300)
                    + CASE WHEN size(v.statements[v.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS v_ends
UNWIND ties AS tie
WITH rare, common, v, tie.u AS u, tie.ru AS ru, tie.rv AS rv, tie.m AS m, tie.at_u AS at_u, tie.at_v AS at_v,
     [e IN tie.ends WHERE e.person IS NULL OR e.person <> tie.m.key] AS u_ends,
     [e IN v_ends WHERE e.person IS NULL OR e.person <> tie.m.key] AS v_ends
WHERE size(u_ends) > 0 AND size(v_ends) > 0
// certain evidence comes before what is for review, and the surer before the less sure
WITH rare, common, u, v, ru, rv, m, at_u, at_v, u_ends, v_ends,
     reduce(best = null, e IN at_u + at_v | CASE
       WHEN best IS NULL THEN e
       WHEN e.state = 'yes' AND best.state <> 'yes' THEN e
       WHEN e.state = best.state AND e.confidence > best.confidence THEN e
       ELSE best END) AS own
WITH rare, common, u, v, ru, rv, m, at_u, at_v, u_ends, v_ends, own,
     any(e IN [own, u_ends[0], v_ends[0]] WHERE e.state <> 'yes')
       OR ru.person_state <> 'yes' OR rv.person_state <> 'yes' AS review,
     reduce(least = ru.person_confidence, one IN
         [rv.person_confidence, own.confidence, u_ends[0].confidence, v_ends[0].confidence] |
       CASE WHEN one < least THEN one ELSE least END) AS confidence
WHERE (review OR confidence >= $min_confidence)
  AND ($review = 'include' OR review = ($review = 'only'))
// from here on in the order of the question: `a` is the work with the first outer country
WITH m, review, confidence,
     CASE WHEN rare.code = $outer[0] THEN u ELSE v END AS a,
     CASE WHEN rare.code = $outer[0] THEN ru ELSE rv END AS ra,
     CASE WHEN rare.code = $outer[0] THEN at_u ELSE at_v END AS at_a,
     CASE WHEN rare.code = $outer[0] THEN [e IN u_ends WHERE e.state = u_ends[0].state]
          ELSE [e IN v_ends WHERE e.state = v_ends[0].state] END AS a_ends,
     CASE WHEN rare.code = $outer[0] THEN v ELSE u END AS b,
     CASE WHEN rare.code = $outer[0] THEN rv ELSE ru END AS rb,
     CASE WHEN rare.code = $outer[0] THEN at_v ELSE at_u END AS at_b,
     CASE WHEN rare.code = $outer[0] THEN [e IN v_ends WHERE e.state = v_ends[0].state]
          ELSE [e IN u_ends WHERE e.state = u_ends[0].state] END AS b_ends
WITH m, review, confidence, a, ra, at_a, a_ends, b, rb, at_b, b_ends,
     [e IN at_a + at_b | {code: $middle, e: e}] + [e IN a_ends | {code: $outer[0], e: e}]
       + [e IN b_ends | {code: $outer[1], e: e}] AS shown,
     COUNT { MATCH (a)-[:INVOLVES]->(c) WHERE c.code IN $outer + [$middle] } AS joined_by_a,
     COUNT { MATCH (b)-[:INVOLVES]->(c) WHERE c.code IN $outer + [$middle] } AS joined_by_b,
     [c IN $outer WHERE any(n IN range(0, size(coalesce(ra.ev_kind, [])) - 1)
         WHERE ra.ev_kind[n] = 'country' AND ra.ev_value[n] = c
           AND ra.ev_statement[n] < 0)
       OR any(n IN range(0, size(coalesce(rb.ev_kind, [])) - 1)
         WHERE rb.ev_kind[n] = 'country' AND rb.ev_value[n] = c
           AND rb.ev_statement[n] < 0)] AS also
WITH m, review, confidence, a, ra, at_a, a_ends, b, rb, at_b, b_ends, shown,
     CASE WHEN size(at_a) = 0 THEN [$middle + ' address printed on the second work only'] ELSE [] END
     + CASE WHEN size(at_b) = 0 THEN [$middle + ' address printed on the first work only'] ELSE [] END
     + CASE WHEN none(e IN at_a + at_b WHERE e.state = 'yes') THEN [$middle + ' is for review'] ELSE [] END
     + CASE WHEN any(e IN a_ends WHERE e.state <> 'yes' AND e.person IS NOT NULL)
         THEN [$outer[0] + ' is for review'] ELSE [] END
     + CASE WHEN any(e IN b_ends WHERE e.state <> 'yes' AND e.person IS NOT NULL)
         THEN [$outer[1] + ' is for review'] ELSE [] END
     + CASE WHEN all(e IN at_a + at_b WHERE e.statement) THEN [$middle + ' rests on a statement alone'] ELSE [] END
     + CASE WHEN all(e IN a_ends WHERE e.statement) THEN [$outer[0] + ' rests on a statement alone'] ELSE [] END
     + CASE WHEN all(e IN b_ends WHERE e.statement) THEN [$outer[1] + ' rests on a statement alone'] ELSE [] END
     + CASE WHEN any(e IN a_ends WHERE e.person IS NULL AND NOT e.statement)
         THEN [$outer[0] + ': address given to no author, it may be anyone\'s'] ELSE [] END
     + CASE WHEN any(e IN b_ends WHERE e.person IS NULL AND NOT e.statement)
         THEN [$outer[1] + ': address given to no author, it may be anyone\'s'] ELSE [] END
     + CASE WHEN ra.person_state <> 'yes' OR rb.person_state <> 'yes'
         THEN ['that both works are by one person is for review'] ELSE [] END
     + CASE WHEN ra.person_confidence < 1 OR rb.person_confidence < 1
         THEN ['a namesake is possible: one person by ' + CASE WHEN rb.person_confidence < ra.person_confidence
               THEN rb.person_rule + ', ' + toString(rb.person_confidence)
               ELSE ra.person_rule + ', ' + toString(ra.person_confidence) END] ELSE [] END
     + [c IN also | ra.printed + ' also printed ' + c]
     + CASE WHEN joined_by_a = 3 THEN ['the first work itself joins all three countries'] ELSE [] END
     + CASE WHEN joined_by_b = 3 THEN ['the second work itself joins all three countries'] ELSE [] END
     + CASE WHEN 'KP' IN $outer + [$middle] AND (a.year < 2016 OR b.year < 2016)
         THEN ['dated before 30 November 2016: ' + CASE WHEN a.year < 2016 AND b.year < 2016 THEN 'both works'
               WHEN a.year < 2016 THEN 'the first work' ELSE 'the second work' END] ELSE [] END
     + CASE WHEN size(coalesce(a.review_reasons, [])) + size(coalesce(b.review_reasons, [])) > 0
         THEN ['a work itself is for review: ' + reduce(text = '', reason IN
             coalesce(a.review_reasons, []) + [r IN coalesce(b.review_reasons, [])
               WHERE NOT r IN coalesce(a.review_reasons, [])] |
             text + CASE WHEN text = '' THEN '' ELSE ', ' END + reason)] ELSE [] END AS cautions
RETURN ra.printed AS person, m.key AS author,
       a.key AS work, a.doi AS doi, a.title AS title, a.year AS year,
       b.key AS other_work, b.doi AS other_doi, b.title AS other_title, b.year AS other_year,
       abs(a.year - b.year) AS gap_years,
       reduce(seen = [], one IN [e IN a_ends | $outer[0] + ': ' + e.name] + [e IN b_ends | $outer[1] + ': ' + e.name] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS persons,
       reduce(seen = [], one IN [s IN shown | s.code + ': ' + s.e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [s IN shown | s.code + ': ' + s.e.rule + ', ' + toString(s.e.confidence)]
           + ['person: ' + ra.person_rule + ', ' + toString(ra.person_confidence),
              'person: ' + rb.person_rule + ', ' + toString(rb.person_confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       confidence,
       CASE WHEN review THEN 'review' ELSE 'yes' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY person, author, year, work, other_year, other_work
