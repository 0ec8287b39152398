// Partner countries by year
// With which countries does a country publish, how often in each year, and what share of its works is
// that?
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country whose partners are counted
     null AS asked_from,           // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,             // last year of publication that counts, all of it
     0.5 AS asked_min_confidence,  // least confidence of both countries; what is for review is counted whatever its confidence
     'leave-out' AS asked_review,  // rows and DOIs of works of which one of the countries is for review (leave-out, include, only)
     'own' AS asked_territories    // Hong Kong, Macao and Taiwan under their own codes, or counted as China (CN) (own, fold)
CALL (asked_country, asked_from, asked_to, asked_min_confidence, asked_review, asked_territories) {
MATCH (x:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
WITH x.year AS year, count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
WITH collect({year: year, all_works: all_works, readable: readable}) AS totals
WITH totals, CASE WHEN asked_territories = 'fold' THEN ['CN', 'HK', 'MO', 'TW'] ELSE [] END AS folded
WITH totals, folded, CASE WHEN asked_country IN folded THEN folded ELSE [asked_country] END AS ours
UNWIND ours AS code
MATCH (c:Country {code: code})<-[i:INVOLVES]-(w:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
// where several codes are one country, its surest evidence counts
WITH totals, folded, ours, w, max(CASE WHEN NOT i.review THEN i.confidence END) AS sure, max(i.confidence) AS any
WITH totals, folded, ours, w, w.year AS year, sure IS NULL AS review, coalesce(sure, any) AS confidence
WITH totals, folded, ours, year,
     count(CASE WHEN NOT review AND confidence >= asked_min_confidence THEN 1 END) AS of_country,
     collect({w: w, review: review, confidence: confidence}) AS involved
UNWIND involved AS one
WITH totals, folded, ours, year, of_country, one.w AS w, one.review AS review, one.confidence AS confidence
MATCH (w)-[j:INVOLVES]->(c:Country)
WHERE NOT c.code IN ours
WITH totals, folded, ours, year, of_country, w, review, confidence,
     CASE WHEN c.code IN folded THEN {code: 'CN', name: 'China'} ELSE {code: c.code, name: c.name} END AS o,
     max(CASE WHEN NOT j.review THEN j.confidence END) AS sure, max(j.confidence) AS any
WITH totals, folded, ours, year, of_country, o, w,
     (review OR sure IS NULL) AS review,
     CASE WHEN coalesce(sure, any) < confidence THEN coalesce(sure, any) ELSE confidence END AS confidence
WHERE review OR confidence >= asked_min_confidence
WITH totals, folded, ours, year, of_country, w, count(CASE WHEN NOT review THEN 1 END) AS many,
     collect({o: o, review: review, confidence: confidence}) AS ties
WITH totals, folded, ours, year, of_country, count(CASE WHEN many > 0 THEN 1 END) AS mcp,
     collect({w: w, many: many, ties: ties}) AS joint
UNWIND joint AS one
WITH totals, folded, ours, year, {works: of_country, scp: of_country - mcp, mcp: mcp} AS of_country, one.w AS w,
     one.many AS many, one.ties AS ties
UNWIND ties AS tie
WITH totals, ours + CASE WHEN tie.o.code IN folded THEN folded ELSE [tie.o.code] END AS codes, year, of_country, tie.o AS o,
     w, many, tie.review AS review, tie.confidence AS confidence
ORDER BY o.code, w.key
WITH totals, codes, year, of_country, o,
     {works: count(CASE WHEN NOT review THEN 1 END), share: sum(CASE WHEN NOT review THEN 1.0 / many ELSE 0.0 END)} AS works,
     count(CASE WHEN review THEN 1 END) AS for_review,
     min(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN w END) AS listed
WHERE size(listed) > 0
WITH [t IN totals WHERE coalesce(t.year, -1) = coalesce(year, -1)][0] AS total,
     codes, year, of_country, o, works, for_review, confidence, listed, listed[0] AS example
OPTIONAL MATCH (example)<-[r:AUTHORED]-(p)
WITH total, codes, year, of_country, o, works, for_review, confidence, listed, example, r,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] IN codes
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY year, o.code, r.position, r.key
WITH total, codes, year, of_country, o, works, for_review, confidence, listed, example,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         code: r.ev_value[n], state: r.ev_state[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         statement: r.ev_statement[n] >= 0,
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
         statement: example.ev_statement[n] >= 0,
         printed: CASE WHEN example.ev_affiliation[n] >= 0 THEN example.affiliations[example.ev_affiliation[n]]
                  WHEN example.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + example.statement_kinds[example.ev_statement[n]] + ', '
                    + example.statement_places[example.ev_statement[n]] + ': "' + left(example.statements[example.ev_statement[n]], 300)
                    + CASE WHEN size(example.statements[example.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH total, codes, year, of_country, o, works, for_review, confidence, listed,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence
WITH total, codes, year, of_country, o, works, for_review, confidence, listed,
     reduce(all = [], code IN codes |
       all + [e IN evidence WHERE e.code = code
         AND (e.state = 'yes' OR none(f IN evidence WHERE f.code = code AND f.state = 'yes'))]) AS shown
WITH total, codes, year, of_country, o, works, for_review, confidence, listed, shown,
     CASE WHEN year IS NULL THEN ['no year known'] ELSE [] END
     + CASE WHEN works.works = 0 THEN ['all of them are for review']
            WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + [code IN codes
         WHERE any(e IN shown WHERE e.code = code) AND all(e IN shown WHERE e.code <> code OR e.statement) |
         'on the first of the works listed, ' + code + ' rests on a statement alone, no address line says so']
     + CASE WHEN asked_country IN ['KP', 'KR'] AND o.code IN ['KP', 'KR']
         THEN ['KP and KR are often mistaken for each other by databases: look at the printed affiliations'] ELSE [] END
       AS cautions
RETURN year, o.code AS partner, o.name AS partner_name, works.works AS works, for_review, of_country.works AS of_country,
       CASE WHEN of_country.works > 0 THEN round(10000.0 * works.works / of_country.works) / 10000 END AS share,
       round(1000.0 * works.share) / 1000 AS fractional, of_country.scp AS scp, of_country.mcp AS mcp,
       total.readable AS readable, total.all_works AS all_works,
       confidence,
       [w IN listed WHERE w.doi IS NOT NULL | w.doi] AS dois,
       [w IN listed | w.key] AS work_keys,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY year, works DESC, for_review DESC, partner
}
RETURN year, partner, partner_name, works, for_review, of_country, share, fractional, scp, mcp, readable, all_works, confidence, dois, work_keys, affiliations, rules, caveat
