// title: Funders of joint works
// question: Which funders are named on works that join a country with another, in each year, and with which grants?
// parameter: country | country | KP | --country | the country whose joint works count
// parameter: other | country | - | --other | the country that they join it with; any other country where it is not given
// parameter: from | year | - | --from | first year of publication that counts; a work without a year is left out where this or --to is given
// parameter: to | year | - | --to | last year of publication that counts, all of it
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of both countries and of the funder; what is for review is counted whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | rows and DOIs of works of which a country, or which body the printed text names, is for review
// column: year: year of publication; empty for works without one
// column: funder: preferred name of the funder, else its name as printed
// column: funder_key: its key
// column: funder_country: code of the country where it stands, where that is certain
// column: works: joint works that name it for certain
// column: for_review: further joint works of which a country or the funder is for review; never added to works
// column: joint_works: works of that year that join the countries for certain
// column: naming_any: those of joint_works that name any funder
// column: share: works / naming_any
// column: printed: the texts that name it, as printed on the works listed
// column: grants: numbers of grants, as printed on the works listed
// column: readable: works of that year, of any country, with a printed affiliation
// column: all_works: works of that year in the store
// column: confidence: the least confidence of the countries and the funder among the works listed
// column: dois: DOIs of the works listed
// column: work_keys: keys of the works listed; some have no DOI
// column: affiliations: country and affiliation as printed, on the first of the works listed
// column: rules: what read the funder and the countries from print on the first of the works listed, and its confidence
// column: caveat: what could mislead in this row
// caveat: A funder that a work names may have paid one of its authors only, a journey or the printing: which it was is
//   not known here. It does not show that the funder knew of the other authors, approved the work, or when it paid.
// caveat: Who paid says nothing about where an author stands: no country of a work is read from its funders.
// caveat: Most sources name no funders, and those that do not all of them: naming_any stands beside joint_works. Zero
//   found is not none there.
// caveat: A work may name several funders, so shares of one year add up to more than 1. A funder known by its printed
//   name only is for review, and may stand here under several names.
// caveat: What a record says elsewhere than in an address line (whom to write to, a present address, an e-mail domain, a
//   biography) makes a country one for review at most. It stands in affiliations as `(not an address line; …)`.
// example: coauth query funders --country KP --other CN --from 2016 --to 2023
// example: coauth query funders --review include --csv
MATCH (x:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce($from, 1) = 0
        ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
      END
WITH x.year AS year, count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
WITH collect({year: year, all_works: all_works, readable: readable}) AS totals
MATCH (c:Country {code: $country})<-[i:INVOLVES]-(w:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce($from, 1) = 0
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
      END
MATCH (w)-[j:INVOLVES]->(d:Country)
WHERE d <> c AND ($other IS NULL OR d.code = $other)
WITH totals, w, i, j, d
ORDER BY w.key, d.code
// of several partners the surest counts
WITH totals, w, i.review AS doubt, i.confidence AS ours, collect(d.code) AS codes,
     max(CASE WHEN NOT j.review THEN j.confidence END) AS sure, max(CASE WHEN j.review THEN j.confidence END) AS unsure
WITH totals, w, codes, doubt, ours, sure, unsure,
     (NOT doubt AND ours >= $min_confidence AND coalesce(sure, -1) >= $min_confidence) AS certain
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
WHERE review OR confidence >= $min_confidence
WITH totals, year, joint_works, naming_any, b, w, f, codes, review, confidence,
     [n IN range(0, size(coalesce(f.ev_printed, [])) - 1) WHERE f.review OR f.ev_state[n] = 'yes' | n] AS read
ORDER BY year, b.key, w.key
WITH totals, year, joint_works, naming_any, b,
     count(CASE WHEN NOT review THEN 1 END) AS works, count(CASE WHEN review THEN 1 END) AS for_review,
     count(CASE WHEN f.review THEN 1 END) AS doubtful,
     min(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN {
       w: w, codes: codes, grants: coalesce(f.grants, []), printed: [n IN read | f.ev_printed[n]],
       rules: [n IN read | f.ev_rule[n] + ', ' + toString(f.ev_confidence[n])] } END) AS listed
WHERE size(listed) > 0
WITH [t IN totals WHERE coalesce(t.year, -1) = coalesce(year, -1)][0] AS total,
     year, joint_works, naming_any, b, works, for_review, doubtful, confidence, listed,
     listed[0].w AS example, [$country] + listed[0].codes AS codes
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
