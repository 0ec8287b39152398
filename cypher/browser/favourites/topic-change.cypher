// Topics of institutions before and after a year
// What do the works of each institution of a country deal with before a year and from it on?
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country where the institutions stand
     2017 AS asked_since,          // first year of the later period
     null AS asked_list,           // topics of this term list only
     null AS asked_from,           // first year of the earlier period
     null AS asked_to,             // last year of the later period
     0.5 AS asked_min_confidence,  // least confidence of the institution and score of the topic; what is for review is counted whatever its confidence
     'leave-out' AS asked_review   // rows and DOIs of works of which the institution or the topic is for review (leave-out, include, only)
CALL (asked_country, asked_since, asked_list, asked_from, asked_to, asked_min_confidence, asked_review) {
MATCH (x:Work)
WHERE x.year IS NOT NULL AND x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
WITH {all_works: count(x), readable: count(CASE WHEN x.readable THEN 1 END)} AS total
MATCH (c:Country {code: asked_country})<-[:LOCATED_IN]-(b:Institution)<-[n:NAMES]-(w:Work)
WHERE w.year IS NOT NULL AND w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
  AND (n.review OR n.confidence >= asked_min_confidence)
WITH total, b, collect({w: w, review: n.review, confidence: n.confidence}) AS found
WITH total, b, found,
     size([one IN found WHERE NOT one.review AND one.w.year < asked_since]) AS of_before,
     size([one IN found WHERE NOT one.review AND one.w.year >= asked_since]) AS of_after
UNWIND found AS one
WITH total, b, of_before, of_after, one, one.w AS w
MATCH (w)-[a:ABOUT]->(t:Topic)
WHERE a.current AND (asked_list IS NULL OR t.list = asked_list)
WITH total, b, of_before, of_after, t, w, a.rule AS rule, a.score AS score, (one.review OR a.review) AS review,
     CASE WHEN a.score < one.confidence THEN a.score ELSE one.confidence END AS confidence
WHERE review OR confidence >= asked_min_confidence
WITH total, b, of_before, of_after, t, w, rule, score, review, confidence
ORDER BY b.key, t.key, w.year, w.key
WITH total, b, of_before, of_after, t,
     count(CASE WHEN NOT review AND w.year < asked_since THEN 1 END) AS before,
     count(CASE WHEN NOT review AND w.year >= asked_since THEN 1 END) AS after,
     count(CASE WHEN review THEN 1 END) AS for_review,
     min(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN {w: w, rule: rule, score: score} END) AS listed
WHERE size(listed) > 0
WITH total, b, of_before, of_after, t, before, after, for_review, confidence, listed, listed[0].w AS example
OPTIONAL MATCH (example)<-[r:AUTHORED]-()
WITH total, b, of_before, of_after, t, before, after, for_review, confidence, listed, example, r,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'institution' AND r.ev_value[n] = b.key
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY b.key, t.key, r.position, r.key
WITH total, b, of_before, of_after, t, before, after, for_review, confidence, listed, example,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(example.ev_kind, [])) - 1)
       WHERE example.ev_kind[n] = 'institution' AND example.ev_value[n] = b.key
         AND (example.ev_statement[n] < 0 OR example.ev_state[n] <> 'yes') | {
         rule: example.ev_rule[n], confidence: example.ev_confidence[n],
         printed: CASE WHEN example.ev_affiliation[n] >= 0 THEN example.affiliations[example.ev_affiliation[n]]
                  WHEN example.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + example.statement_kinds[example.ev_statement[n]] + ', '
                    + example.statement_places[example.ev_statement[n]] + ': "' + left(example.statements[example.ev_statement[n]], 300)
                    + CASE WHEN size(example.statements[example.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH total, b, of_before, of_after, t, before, after, for_review, confidence, listed,
     reduce(all = [], some IN of_authors | all + some) + of_work AS shown,
     CASE WHEN before + after = 0 THEN ['all of them are for review']
          WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN b.status = 'printed' THEN ['the institution is known by its printed name only'] ELSE [] END
     + CASE WHEN of_before = 0 THEN ['nothing of the institution is known from before'] ELSE [] END
     + CASE WHEN of_after = 0 THEN ['nothing of the institution is known from after'] ELSE [] END AS cautions
RETURN b.name AS institution, b.key AS institution_key, t.list AS list, t.name AS topic,
       before, of_before, CASE WHEN of_before > 0 THEN round(10000.0 * before / of_before) / 10000 END AS share_before,
       after, of_after, CASE WHEN of_after > 0 THEN round(10000.0 * after / of_after) / 10000 END AS share_after,
       for_review, total.readable AS readable, total.all_works AS all_works, confidence,
       [one IN listed WHERE one.w.doi IS NOT NULL | one.w.doi] AS dois,
       [one IN listed | one.w.key] AS work_keys,
       reduce(seen = [], s IN [o IN shown | o.printed] | CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS affiliations,
       [listed[0].rule + ', ' + toString(listed[0].score)] + reduce(seen = [], s IN [o IN shown | o.rule + ', ' + toString(o.confidence)] |
         CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS rules,
       reduce(text = '', s IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + s) AS caveat
ORDER BY institution, institution_key, list, topic
}
RETURN institution, institution_key, list, topic, before, of_before, share_before, after, of_after, share_after, for_review, readable, all_works, confidence, dois, work_keys, affiliations, rules, caveat
