// Change of partners from year to year
// How many works does a country have with each partner in each year, how many more or fewer than the
// year before, and how sure is that with such small numbers?
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country whose works are counted
     null AS asked_partner,        // this partner only; each other country where it is not given
     null AS asked_from,           // first year of publication that counts
     null AS asked_to,             // last year of publication that counts; the last of any work in the store where it is not given
     0.5 AS asked_min_confidence,  // least confidence of both countries; what is for review is counted whatever its confidence
     'leave-out' AS asked_review,  // partners and DOIs of works of which one of the countries is for review (leave-out, include, only)
     'own' AS asked_territories    // Hong Kong, Macao and Taiwan under their own codes, or counted as China (CN) (own, fold)
CALL (asked_country, asked_partner, asked_from, asked_to, asked_min_confidence, asked_review, asked_territories) {
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
WITH totals, folded, ours, collect({year: year, of_country: of_country}) AS of_years, collect(involved) AS all_involved
WITH totals, folded, ours, of_years, all_involved,
     reduce(least = null, t IN totals | CASE WHEN least IS NULL OR t.year < least THEN t.year ELSE least END) AS first,
     reduce(most = null, t IN totals | CASE WHEN most IS NULL OR t.year > most THEN t.year ELSE most END) AS last
UNWIND reduce(all = [], some IN all_involved | all + some) AS one
WITH totals, folded, ours, of_years, first, last, one.w AS w, one.review AS review, one.confidence AS confidence
MATCH (w)-[j:INVOLVES]->(c:Country)
WHERE NOT c.code IN ours
WITH totals, folded, ours, of_years, first, last, w, review, confidence,
     CASE WHEN c.code IN folded THEN 'CN' ELSE c.code END AS partner,
     CASE WHEN c.code IN folded THEN 'China' ELSE c.name END AS partner_name,
     max(CASE WHEN NOT j.review THEN j.confidence END) AS sure, max(j.confidence) AS any
WHERE asked_partner IS NULL OR partner = asked_partner OR (asked_partner IN folded AND partner IN folded)
WITH totals, ours + CASE WHEN partner IN folded THEN folded ELSE [partner] END AS codes, of_years, first, last,
     partner, partner_name, w, (review OR sure IS NULL) AS review,
     CASE WHEN coalesce(sure, any) < confidence THEN coalesce(sure, any) ELSE confidence END AS confidence
WHERE review OR confidence >= asked_min_confidence
WITH totals, codes, of_years, first, last, partner, partner_name, w, review, confidence
ORDER BY partner, w.key
WITH totals, codes, of_years, first, last, partner, partner_name, w.year AS year,
     count(CASE WHEN NOT review THEN 1 END) AS works, count(CASE WHEN review THEN 1 END) AS for_review,
     min(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN w END) AS listed
WITH totals, codes, of_years, first, last, partner, partner_name,
     collect({year: year, works: works, for_review: for_review, confidence: confidence, listed: listed}) AS found
WHERE any(one IN found WHERE size(one.listed) > 0)
// years without a common work too: a change is one from something to something
UNWIND CASE WHEN first IS NULL THEN [-1] ELSE range(
         reduce(least = last, one IN found | CASE WHEN one.year < least THEN one.year ELSE least END), last) END AS number
WITH totals, codes, of_years, partner, partner_name, first, number,
     [one IN found WHERE coalesce(one.year, -1) = number][0] AS now, [one IN found WHERE one.year = number - 1][0] AS then,
     [one IN of_years WHERE coalesce(one.year, -1) = number][0] AS of_now, [one IN of_years WHERE one.year = number - 1][0] AS of_then,
     [t IN totals WHERE coalesce(t.year, -1) = number][0] AS total
WITH codes, partner, partner_name, number, coalesce(now.works, 0) AS works, coalesce(now.for_review, 0) AS for_review,
     now.confidence AS confidence, coalesce(now.listed, []) AS listed,
     CASE WHEN number > first THEN coalesce(then.works, 0) END AS before,
     coalesce(of_now.of_country, 0) AS of_country,
     CASE WHEN number > first THEN coalesce(of_then.of_country, 0) END AS of_country_before,
     coalesce(total.readable, 0) AS readable, coalesce(total.all_works, 0) AS all_works
WITH codes, partner, partner_name, number, works, for_review, confidence, listed, before, of_country, of_country_before,
     readable, all_works, listed[0] AS example
OPTIONAL MATCH (example)<-[r:AUTHORED]-(p)
WITH codes, partner, partner_name, number, works, for_review, confidence, listed, before, of_country, of_country_before,
     readable, all_works, example, r,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] IN codes
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY partner, number, r.position, r.key
WITH codes, partner, partner_name, number, works, for_review, confidence, listed, before, of_country, of_country_before,
     readable, all_works, example,
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
WITH codes, partner, partner_name, number, works, for_review, confidence, listed, before, of_country, of_country_before,
     readable, all_works,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence
WITH codes, partner, partner_name, number, works, for_review, confidence, listed, before, of_country, of_country_before,
     readable, all_works,
     reduce(all = [], code IN codes |
       all + [e IN evidence WHERE e.code = code
         AND (e.state = 'yes' OR none(f IN evidence WHERE f.code = code AND f.state = 'yes'))]) AS shown
WITH codes, partner, partner_name, number, works, for_review, confidence, listed, before, of_country, of_country_before,
     readable, all_works, shown,
     CASE WHEN works = 0 AND for_review > 0 THEN ['all of them are for review']
          WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN number < 0 THEN ['no year known'] WHEN readable = 0
         THEN ['no work of this year with a readable affiliation is loaded'] ELSE [] END
     + [code IN codes
         WHERE any(e IN shown WHERE e.code = code) AND all(e IN shown WHERE e.code <> code OR e.statement) |
         'on the first of the works listed, ' + code + ' rests on a statement alone, no address line says so']
     + CASE WHEN asked_country IN ['KP', 'KR'] AND partner IN ['KP', 'KR']
         THEN ['KP and KR are often mistaken for each other by databases: look at the printed affiliations'] ELSE [] END
       AS cautions
RETURN partner, partner_name, CASE WHEN number >= 0 THEN number END AS year,
       works, before, works - before AS difference, for_review, of_country,
       CASE WHEN of_country > 0 THEN round(10000.0 * works / of_country) / 10000 END AS share,
       CASE WHEN of_country > 0 AND of_country_before > 0
         THEN round(10000.0 * works / of_country - 10000.0 * before / of_country_before) / 10000 END AS share_difference,
       readable, all_works, confidence,
       [w IN listed WHERE w.doi IS NOT NULL | w.doi] AS dois,
       [w IN listed | w.key] AS work_keys,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY partner, year
}
RETURN partner, partner_name, year, works, before, difference, for_review, of_country, share, share_difference, readable, all_works, confidence, dois, work_keys, affiliations, rules, caveat
