// Graph: Partners outside the main one after a date
// With which countries other than its main partner does a country publish after a given date, and is
// the main partner on the same works?
// Drawn: The country, the first ten works of each row, the partner country. The first 50 rows.
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country whose partners are counted
     'CN' AS asked_main,           // the main partner, which is left out
     '2016-11-30' AS asked_after,  // works dated later than this day; a month or a year stands for its last day
     null AS asked_from,           // first year of publication that counts; works without a year are left out then
     null AS asked_to,             // last year of publication that counts; works without a year are left out then
     0.5 AS asked_min_confidence,  // least confidence of both countries; what is for review is counted whatever its confidence
     'leave-out' AS asked_review,  // rows and DOIs of works of which one of the countries, or the date, is for review (leave-out, include, only)
     'own' AS asked_territories    // Hong Kong, Macao and Taiwan under their own codes, or counted as China (CN) (own, fold)
CALL (asked_country, asked_main, asked_after, asked_from, asked_to, asked_min_confidence, asked_review, asked_territories) {
WITH date(asked_after) AS day, date(asked_after) + duration({days: 1}) AS next
WITH day, next, date({year: next.year, month: next.month, day: 1}) AS month, date({year: next.year, month: 1, day: 1}) AS new_year
CALL (asked_country, asked_main, asked_after, asked_from, asked_to, asked_min_confidence, asked_review, asked_territories, day) {
  MATCH (x:Work)
  WHERE coalesce(x.year >= day.year, true) AND CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
  RETURN count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
}
WITH day, next, month, new_year, all_works, readable,
     CASE WHEN asked_territories = 'fold' THEN ['CN', 'HK', 'MO', 'TW'] ELSE [] END AS folded
WITH day, next, month, new_year, all_works, readable, folded,
     CASE WHEN asked_country IN folded THEN folded ELSE [asked_country] END AS ours,
     CASE WHEN asked_main IN folded THEN folded ELSE [asked_main] END AS mains
UNWIND ours AS code
MATCH (c:Country {code: code})<-[i:INVOLVES]-(w:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
// where several codes are one country, its surest evidence counts
WITH day, next, month, new_year, all_works, readable, folded, ours, mains, w,
     max(CASE WHEN NOT i.review THEN i.confidence END) AS sure, max(i.confidence) AS any
WITH day, next, month, new_year, all_works, readable, folded, ours, mains, w,
     sure IS NULL AS review, coalesce(sure, any) AS confidence,
     [d IN [{by: 'submitted', day: w.submitted, precision: w.submitted_precision},
            {by: 'accepted', day: w.accepted, precision: w.accepted_precision},
            {by: 'online', day: w.online, precision: w.online_precision},
            {by: 'published', day: w.published, precision: w.published_precision}]
       WHERE d.day IS NOT NULL] AS dates
WHERE NOT coalesce(w.year < new_year.year, false)
  AND none(d IN dates WHERE d.day < CASE d.precision WHEN 'month' THEN month WHEN 'year' THEN new_year ELSE next END)
WITH day, all_works, readable, folded, ours, mains, w, review, confidence, dates,
     CASE WHEN size(dates) > 0 THEN dates[0].day > day ELSE coalesce(w.year > day.year, false) END AS later
WITH day, all_works, readable, folded, ours, mains,
     count(CASE WHEN later AND NOT review AND confidence >= asked_min_confidence THEN 1 END) AS of_country,
     collect({w: w, review: review, confidence: confidence, later: later,
       submitted: size(dates) > 0 AND dates[0].by = 'submitted'}) AS involved
UNWIND involved AS one
WITH day, all_works, readable, folded, ours, mains, of_country, one.w AS w, one.review AS review,
     one.confidence AS confidence, one.later AS later, one.submitted AS submitted
MATCH (w)-[j:INVOLVES]->(x:Country)
WHERE NOT x.code IN ours
WITH day, all_works, readable, folded, ours, mains, of_country, w, review, confidence, later, submitted,
     collect({code: x.code, name: x.name, review: j.review, confidence: j.confidence}) AS ties
WITH day, all_works, readable, folded, ours, mains, of_country, w, review, confidence, later, submitted, ties,
     any(t IN ties WHERE t.code IN mains) AS main_too
UNWIND [t IN ties WHERE NOT t.code IN mains] AS t
WITH day, all_works, readable, folded, ours, of_country, w, review, confidence, later, submitted, main_too,
     CASE WHEN t.code IN folded THEN 'CN' ELSE t.code END AS partner,
     CASE WHEN t.code IN folded THEN 'China' ELSE t.name END AS partner_name,
     max(CASE WHEN NOT t.review THEN t.confidence END) AS sure, max(t.confidence) AS any
WITH day, all_works, readable, of_country, w, later, submitted, main_too, partner, partner_name,
     ours + CASE WHEN partner IN folded THEN folded ELSE [partner] END AS codes,
     (review OR sure IS NULL) AS doubt, (review OR sure IS NULL OR NOT later) AS review,
     CASE WHEN coalesce(sure, any) < confidence THEN coalesce(sure, any) ELSE confidence END AS confidence
WHERE doubt OR confidence >= asked_min_confidence
WITH day, all_works, readable, of_country, w, main_too, partner, partner_name, codes, later, submitted, review, confidence
ORDER BY partner, w.year, w.key
WITH day, all_works, readable, of_country, partner, partner_name, codes,
     count(CASE WHEN NOT review THEN 1 END) AS works, count(CASE WHEN review THEN 1 END) AS for_review,
     count(CASE WHEN NOT review AND main_too THEN 1 END) AS with_main,
     collect(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN
       {w: w, confidence: confidence, later: later, submitted: submitted} END) AS listed
WHERE size(listed) > 0
WITH day, all_works, readable, of_country, partner, partner_name, codes, works, for_review, with_main, listed, listed[0].w AS example
OPTIONAL MATCH (example)<-[r:AUTHORED]-(p)
WITH day, all_works, readable, of_country, partner, partner_name, codes, works, for_review, with_main, listed, example, r,
     p.key AS person,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] IN codes
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY partner, r.position, r.key
WITH day, all_works, readable, of_country, partner, partner_name, codes, works, for_review, with_main, listed, example,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         code: r.ev_value[n], state: r.ev_state[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         statement: r.ev_statement[n] >= 0, person: person,
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(example.ev_kind, [])) - 1)
       WHERE example.ev_kind[n] = 'country' AND example.ev_value[n] IN codes
         AND (example.ev_statement[n] < 0 OR example.ev_state[n] <> 'yes') | {
         code: example.ev_value[n], state: example.ev_state[n], rule: example.ev_rule[n],
         confidence: example.ev_confidence[n],
         statement: example.ev_statement[n] >= 0, person: null,
         printed: CASE WHEN example.ev_affiliation[n] >= 0 THEN example.affiliations[example.ev_affiliation[n]]
                  WHEN example.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + example.statement_kinds[example.ev_statement[n]] + ', '
                    + example.statement_places[example.ev_statement[n]] + ': "' + left(example.statements[example.ev_statement[n]], 300)
                    + CASE WHEN size(example.statements[example.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH day, all_works, readable, of_country, partner, partner_name, codes, works, for_review, with_main, listed, example,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence
WITH day, all_works, readable, of_country, partner, partner_name, codes, works, for_review, with_main, listed, example,
     reduce(all = [], code IN codes |
       all + [e IN evidence WHERE e.code = code
         AND (e.state = 'yes' OR none(f IN evidence WHERE f.code = code AND f.state = 'yes'))]) AS shown,
     size([one IN listed WHERE NOT one.later]) AS undated,
     size([one IN listed WHERE one.later AND NOT one.submitted AND coalesce(one.w.year <= day.year + 1, false)]) AS unsubmitted
WITH readable, all_works, of_country, partner, partner_name, works, for_review, with_main, listed,
     shown,
     CASE WHEN works = 0 THEN ['all of them are for review']
          WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN undated > 0
         THEN [toString(undated) + ' cannot be dated before or after ' + toString(day)] ELSE [] END
     + CASE WHEN unsubmitted > 0
         THEN ['submission date of ' + toString(unsubmitted) + ' not known: may be from before'] ELSE [] END
     + [code IN codes
         WHERE any(e IN shown WHERE e.code = code) AND all(e IN shown WHERE e.code <> code OR e.statement) |
         'on the first of the works listed, ' + code + ' rests on a statement alone, no address line says so']
     // counted and not named: a row is about countries
     + [n IN [size(reduce(seen = [], one IN [e IN shown WHERE e.person IS NOT NULL AND NOT e.statement AND e.state = 'yes'
           AND any(f IN shown WHERE f.code <> e.code AND f.person = e.person AND NOT f.statement AND f.state = 'yes')
           | e.person] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END))] WHERE n > 0 |
         toString(n) + CASE WHEN n = 1 THEN ' author' ELSE ' authors' END + ' printed both on ' + example.key]
     + CASE WHEN asked_country IN ['KP', 'KR'] AND partner IN ['KP', 'KR']
         THEN ['KP and KR are often mistaken for each other by databases: look at the printed affiliations'] ELSE [] END
       AS cautions
RETURN partner, partner_name, works, with_main, works - with_main AS without_main, for_review, of_country,
       CASE WHEN of_country > 0 THEN round(10000.0 * works / of_country) / 10000 END AS share,
       readable, all_works,
       reduce(first = null, one IN listed |
         CASE WHEN first IS NULL OR one.w.year < first THEN one.w.year ELSE first END) AS first_year,
       reduce(last = null, one IN listed |
         CASE WHEN last IS NULL OR one.w.year > last THEN one.w.year ELSE last END) AS last_year,
       reduce(least = null, one IN listed |
         CASE WHEN least IS NULL OR one.confidence < least THEN one.confidence ELSE least END) AS confidence,
       [one IN listed WHERE one.w.doi IS NOT NULL | one.w.doi] AS dois,
       [one IN listed | one.w.key] AS work_keys,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       CASE WHEN works > 0 THEN 'yes' ELSE 'review' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY works DESC, for_review DESC, partner
LIMIT 50
}
RETURN partner, partner_name, works, with_main, without_main, for_review, of_country, share, readable, all_works, first_year, last_year, confidence, dois, work_keys, affiliations, rules, state, caveat, COLLECT {
UNWIND work_keys[0..10] AS key
MATCH path = (x)<-[:INVOLVES]-(:Work {key: key})-[:INVOLVES]->(y)
WHERE (x.code = asked_country OR (asked_territories = 'fold' AND asked_country IN ['CN', 'HK', 'MO', 'TW'] AND x.code IN ['CN', 'HK', 'MO', 'TW']))
  AND (y.code = partner OR (asked_territories = 'fold' AND partner = 'CN' AND y.code IN ['CN', 'HK', 'MO', 'TW']))
RETURN path
} AS drawn
