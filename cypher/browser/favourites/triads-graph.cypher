// Graph: Works that join three countries
// On which works are addresses in all three countries printed?
// Drawn: Each work with the three countries; of each country the first four institutions that the work
// names there, and the first four authors who printed an address there. The first 25 rows.
// Change the values in the next lines; the rest stays as it is.
WITH ['KP', 'CN', 'US'] AS asked_countries,  // the countries, three different ones
     null AS asked_from,                     // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,                       // last year of publication that counts, all of it
     0.5 AS asked_min_confidence,            // least confidence of each of the three countries; what is for review is shown whatever its confidence
     'leave-out' AS asked_review             // works of which a country is for review (leave-out, include, only)
CALL (asked_countries, asked_from, asked_to, asked_min_confidence, asked_review) {
UNWIND asked_countries AS code
MATCH (c:Country {code: code})
WITH c, COUNT { (c)<-[:INVOLVES]-() } AS works
ORDER BY works, c.code
WITH collect(c) AS found
WHERE size(found) = 3
WITH found[0] AS first, found[1] AS second, found[2] AS third
// from the rarest country, and along the work's own few relationships: never through all works of a large country
MATCH (first)<-[i:INVOLVES]-(w:Work)-[j:INVOLVES]->(x:Country)
WHERE x = second
MATCH (w)-[k:INVOLVES]->(y:Country)
WHERE y = third
WITH w,
     (i.review OR j.review OR k.review) AS review,
     reduce(least = i.confidence, one IN [j.confidence, k.confidence] |
       CASE WHEN one < least THEN one ELSE least END) AS confidence
WHERE (review OR confidence >= asked_min_confidence)
  AND (asked_review = 'include' OR review = (asked_review = 'only'))
  AND CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
OPTIONAL MATCH (w)<-[r:AUTHORED]-(p)
WITH w, review, confidence, r, p.key AS person,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] IN asked_countries
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY w.key, r.position, person, r.key
WITH w, review, confidence,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         code: r.ev_value[n], state: r.ev_state[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         statement: r.ev_statement[n] >= 0,
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END,
         person: person, name: r.printed,
         doubt: CASE WHEN r.person_state = 'yes' THEN null ELSE r.person_rule END
       }] END) AS of_authors,
     [n IN range(0, size(coalesce(w.ev_kind, [])) - 1)
       WHERE w.ev_kind[n] = 'country' AND w.ev_value[n] IN asked_countries
         AND (w.ev_statement[n] < 0 OR w.ev_state[n] <> 'yes') | {
         code: w.ev_value[n], state: w.ev_state[n], rule: w.ev_rule[n], confidence: w.ev_confidence[n],
         statement: w.ev_statement[n] >= 0,
         printed: CASE WHEN w.ev_affiliation[n] >= 0 THEN w.affiliations[w.ev_affiliation[n]]
                  WHEN w.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + w.statement_kinds[w.ev_statement[n]] + ', '
                    + w.statement_places[w.ev_statement[n]] + ': "' + left(w.statements[w.ev_statement[n]], 300)
                    + CASE WHEN size(w.statements[w.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END,
         person: null, doubt: null,
         name: CASE WHEN w.ev_statement[n] >= 0 THEN '(a statement about no one author)'
                    ELSE '(address given to no author)' END
       }] AS of_work
WITH w, review, confidence,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence
WITH w, review, confidence, evidence,
     [c IN asked_countries WHERE none(e IN evidence WHERE e.code = c AND e.state = 'yes')] AS doubtful
// in the order of the countries; what is for review is shown only where nothing else speaks for the country
WITH w, review, confidence, doubtful,
     reduce(all = [], c IN asked_countries |
       all + [e IN evidence WHERE e.code = c AND (e.state = 'yes' OR c IN doubtful)]) AS shown
WITH w, review, confidence, doubtful, shown,
     [e IN shown WHERE e.person IS NOT NULL AND NOT e.statement
       AND size([o IN shown WHERE o.person = e.person AND o.code <> e.code AND NOT o.statement]) > 0] AS several,
     [d IN [{day: w.submitted, precision: w.submitted_precision}, {day: w.accepted, precision: w.accepted_precision},
            {day: w.online, precision: w.online_precision}, {day: w.published, precision: w.published_precision}]
       WHERE d.day IS NOT NULL] AS dates
WITH w, review, confidence, doubtful, shown, several,
     coalesce(w.year < 2016, false)
       OR any(d IN dates WHERE CASE d.precision
            WHEN 'day' THEN d.day < date('2016-11-30')
            WHEN 'month' THEN d.day < date('2016-11-01')
            ELSE d.day < date('2016-01-01') END) AS before,
     w.submitted IS NOT NULL AND CASE w.submitted_precision
       WHEN 'day' THEN w.submitted >= date('2016-11-30')
       WHEN 'month' THEN w.submitted >= date('2016-12-01')
       ELSE w.submitted >= date('2017-01-01') END AS submitted_after,
     [c IN doubtful WHERE all(e IN shown WHERE e.code <> c OR e.statement)] AS said,
     [c IN asked_countries WHERE none(e IN shown WHERE e.code = c AND (e.person IS NOT NULL OR e.statement))] AS unassigned
WITH w, review, confidence, shown,
     CASE
       WHEN NOT 'KP' IN asked_countries THEN []
       WHEN before THEN ['dated before 30 November 2016']
       WHEN submitted_after THEN []
       WHEN coalesce(w.year, 2016) <= 2017 AND w.year IS NOT NULL
         THEN ['submission date not known: may be from before 30 November 2016']
       ELSE []
     END
     + CASE WHEN w.year IS NULL THEN ['no year known'] ELSE [] END
     + [c IN doubtful | c + ' is for review: '
         + reduce(text = '', rule IN reduce(seen = [], e IN [e IN shown WHERE e.code = c] |
             CASE WHEN e.rule IN seen THEN seen ELSE seen + [e.rule] END)
             | text + CASE WHEN text = '' THEN '' ELSE ', ' END + rule)]
     + [c IN said | c + ' rests on a statement alone, no address line says so']
     + [c IN unassigned | c + ': address given to no author']
     + reduce(seen = [], e IN several |
         CASE WHEN e.name + ' printed more than one of the countries' IN seen THEN seen
              ELSE seen + [e.name + ' printed more than one of the countries'] END)
     + reduce(seen = [], e IN [e IN shown WHERE e.doubt IS NOT NULL] |
         CASE WHEN 'which person ' + e.name + ' is, is for review: ' + e.doubt IN seen THEN seen
              ELSE seen + ['which person ' + e.name + ' is, is for review: ' + e.doubt] END)
     + CASE WHEN size(coalesce(w.review_reasons, [])) > 0 THEN
         ['the work itself is for review: ' + reduce(text = '', reason IN w.review_reasons |
           text + CASE WHEN text = '' THEN '' ELSE ', ' END + reason)] ELSE [] END AS cautions
RETURN w.key AS work, w.doi AS doi, w.title AS title, w.year AS year,
       CASE WHEN review THEN 'review' ELSE 'yes' END AS state,
       confidence,
       reduce(seen = [], e IN shown |
         CASE WHEN e.code + ': ' + e.name IN seen THEN seen ELSE seen + [e.code + ': ' + e.name] END) AS persons,
       reduce(seen = [], e IN shown |
         CASE WHEN e.code + ': ' + e.printed IN seen THEN seen ELSE seen + [e.code + ': ' + e.printed] END)
         AS affiliations,
       reduce(seen = [], e IN shown |
         CASE WHEN e.code + ': ' + e.rule + ', ' + toString(e.confidence) IN seen THEN seen
              ELSE seen + [e.code + ': ' + e.rule + ', ' + toString(e.confidence)] END) AS rules,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY year, work
LIMIT 25
}
RETURN work, doi, title, year, state, confidence, persons, affiliations, rules, caveat, COLLECT {
MATCH path = (:Work {key: work})-[:INVOLVES]->(c)
WHERE c.code IN asked_countries
RETURN path
UNION ALL
MATCH path = (:Work {key: work})-[:NAMES]->(i)-[:LOCATED_IN]->(c)
WHERE c.code IN asked_countries
WITH c, i, path
ORDER BY c.code, i.key
WITH c, collect(path)[0..4] AS few
UNWIND few AS path
RETURN path
UNION ALL
MATCH path = (:Work {key: work})<-[r:AUTHORED]-(p)-[:BASED_IN]->(c)
WHERE c.code IN asked_countries
  AND any(n IN range(0, size(coalesce(r.ev_kind, [])) - 1) WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = c.code)
WITH c, r, path
ORDER BY c.code, r.position
WITH c, collect(path)[0..4] AS few
UNWIND few AS path
RETURN path
} AS drawn
