// Funders of joint works
// Which funders are named on works that join a country with another, in each year, and with which
// grants?
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country whose joint works count
     null AS asked_other,          // the country that they join it with; any other country where it is not given
     null AS asked_from,           // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,             // last year of publication that counts, all of it
     0.5 AS asked_min_confidence,  // least confidence of both countries and of the funder; what is for review is counted whatever its confidence
     'leave-out' AS asked_review   // rows and DOIs of works of which a country, or which body the printed text names, is for review (leave-out, include, only)
CALL (asked_country, asked_other, asked_from, asked_to, asked_min_confidence, asked_review) {
MATCH (x:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
WITH x.year AS year, count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
WITH collect({year: year, all_works: all_works, readable: readable}) AS totals
MATCH (c:Country {code: asked_country})<-[i:INVOLVES]-(w:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
MATCH (w)-[j:INVOLVES]->(d:Country)
WHERE d <> c AND (asked_other IS NULL OR d.code = asked_other)
WITH totals, w, i, j, d
ORDER BY w.key, d.code
// of several partners the surest counts
WITH totals, w, i.review AS doubt, i.confidence AS ours, collect(d.code) AS codes,
     max(CASE WHEN NOT j.review THEN j.confidence END) AS sure, max(CASE WHEN j.review THEN j.confidence END) AS unsure
WITH totals, w, codes, doubt, ours, sure, unsure,
     (NOT doubt AND ours >= asked_min_confidence AND coalesce(sure, -1) >= asked_min_confidence) AS certain
WHERE certain OR doubt OR unsure IS NOT NULL
WITH totals, w, codes, certain, COUNT { (w)-[:FUNDED_BY]->() } AS named,
     CASE WHEN coalesce(sure, unsure) < ours THEN coalesce(sure, unsure) ELSE ours END AS confidence
WITH totals, w.year AS year, count(CASE WHEN certain THEN 1 END) AS joint_works,
     count(CASE WHEN certain AND named > 0 THEN 1 END) AS naming_any,
     collect(CASE WHEN named > 0 THEN {w: w, codes: codes, certain: certain, confidence: confidence} END) AS joint
UNWIND joint AS one
WITH totals, year, joint_works, naming_any, one.w AS w, one.codes AS codes, one.certain AS certain,
     one.confidence AS confidence
MATCH (w)-[f:FUNDED_BY]->(b:Funder)
WITH totals, year, joint_works, naming_any, b, w, f, codes, (f.review OR NOT certain) AS review,
     CASE WHEN f.confidence < confidence THEN f.confidence ELSE confidence END AS confidence
WHERE review OR confidence >= asked_min_confidence
WITH totals, year, joint_works, naming_any, b, w, f, codes, review, confidence,
     [n IN range(0, size(coalesce(f.ev_printed, [])) - 1) WHERE f.review OR f.ev_state[n] = 'yes' | n] AS read
ORDER BY year, b.key, w.key
WITH totals, year, joint_works, naming_any, b,
     count(CASE WHEN NOT review THEN 1 END) AS works, count(CASE WHEN review THEN 1 END) AS for_review,
     count(CASE WHEN f.review THEN 1 END) AS doubtful,
     min(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN {
       w: w, codes: codes, grants: coalesce(f.grants, []), printed: [n IN read | f.ev_printed[n]],
       rules: [n IN read | f.ev_rule[n] + ', ' + toString(f.ev_confidence[n])] } END) AS listed
WHERE size(listed) > 0
WITH [t IN totals WHERE coalesce(t.year, -1) = coalesce(year, -1)][0] AS total,
     year, joint_works, naming_any, b, works, for_review, doubtful, confidence, listed,
     listed[0].w AS example, [asked_country] + listed[0].codes AS codes
OPTIONAL MATCH (example)<-[r:AUTHORED]-()
WITH total, year, joint_works, naming_any, b, works, for_review, doubtful, confidence, listed, example, codes, r,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] IN codes
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY year, b.key, r.position, r.key
WITH total, year, joint_works, naming_any, b, works, for_review, doubtful, confidence, listed, example, codes,
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
WITH total, year, joint_works, naming_any, b, works, for_review, doubtful, confidence, listed, codes,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence
WITH total, year, joint_works, naming_any, b, works, for_review, doubtful, confidence, listed, codes,
     reduce(all = [], code IN codes |
       all + [e IN evidence WHERE e.code = code
         AND (e.state = 'yes' OR none(f IN evidence WHERE f.code = code AND f.state = 'yes'))]) AS shown
WITH total, year, joint_works, naming_any, b, works, for_review, confidence, listed, shown,
     CASE WHEN year IS NULL THEN ['no year known'] ELSE [] END
     + CASE WHEN works = 0 THEN ['all of them are for review']
            WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN b.status = 'printed' THEN [b.name + ' is known by its printed name only']
            WHEN doubtful > 0 THEN ['on ' + toString(doubtful) + ' of them it is for review which body the text names']
            ELSE [] END
     + [code IN codes
         WHERE any(e IN shown WHERE e.code = code) AND all(e IN shown WHERE e.code <> code OR e.statement) |
         'on the first of the works listed, ' + code + ' rests on a statement alone, no address line says so'] AS cautions
RETURN year, b.name AS funder, b.key AS funder_key, b.country AS funder_country, works, for_review, joint_works,
       naming_any,
       CASE WHEN naming_any > 0 THEN round(10000.0 * works / naming_any) / 10000 END AS share,
       reduce(seen = [], one IN reduce(all = [], work IN listed | all + work.printed) |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS printed,
       reduce(seen = [], one IN reduce(all = [], work IN listed | all + work.grants) |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS grants,
       total.readable AS readable, total.all_works AS all_works,
       confidence,
       [one IN listed WHERE one.w.doi IS NOT NULL | one.w.doi] AS dois,
       [one IN listed | one.w.key] AS work_keys,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [rule IN listed[0].rules | 'funder: ' + rule]
           + [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY year, works DESC, for_review DESC, funder, funder_key
}
RETURN year, funder, funder_key, funder_country, works, for_review, joint_works, naming_any, share, printed, grants, readable, all_works, confidence, dois, work_keys, affiliations, rules, caveat
