// title: Change of partners from year to year
// question: How many works does a country have with each partner in each year, how many more or fewer than the year before, and how sure is that with such small numbers?
// parameter: country | country | KP | --country | the country whose works are counted
// parameter: partner | country | - | --partner | this partner only; each other country where it is not given
// parameter: from | year | - | --from | first year of publication that counts
// parameter: to | year | - | --to | last year of publication that counts; the last of any work in the store where it is not given
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of both countries; what is for review is counted whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | partners and DOIs of works of which one of the countries is for review
// parameter: territories | own or fold | own | --territories | Hong Kong, Macao and Taiwan under their own codes, or counted as China (CN)
// undated: always left out
// column: partner: code of the partner country
// column: partner_name: its name
// column: year: year of publication; each from the first common work on, also those without one
// column: works: works with certain addresses in both countries
// column: before: works of the year before; empty in the first year that counts
// column: difference: works less those of the year before
// column: for_review: further works on which one of the two countries is for review; never added to works
// column: of_country: works of that year with a certain address in the country
// column: share: works / of_country
// column: share_difference: share less that of the year before
// column: readable: works of that year, of any country, with a printed affiliation
// column: all_works: works of that year in the store
// column: confidence: the least confidence of the two countries among the works listed in this row
// column: dois: DOIs of the works listed
// column: work_keys: keys of the works listed; some have no DOI
// column: affiliations: country and affiliation as printed, on the first of the works listed
// column: rules: country, rule that read it from print, and its confidence, on the first of the works listed
// column: caveat: what could mislead in this row
// computed: works_low | poisson low | works | exact 95 % Poisson interval of works
// computed: works_high | poisson high | works | its upper end
// computed: share_low | wilson low | works of_country | 95 % Wilson interval of share
// computed: share_high | wilson high | works of_country | its upper end
// caveat: Small numbers change by chance: where the intervals of two years overlap, their difference may be nothing but
//   that. The intervals take works for independent of each other and the loaded ones for a sample; a source that was
//   loaded for some years only makes a change of its own.
// caveat: A common paper shows that addresses were printed together. It does not show who sponsored the work, whether
//   it was exempt or notified, when it was done, or anything about a person's nationality.
// caveat: What a record says elsewhere than in an address line (whom to write to, a present address, an e-mail domain, a
//   biography) makes a country one for review at most. It stands in affiliations as `(not an address line; …)`.
// caveat: Each work counts once for every partner, so shares of one year add up to more than 1.
// caveat: A count holds for the works that are loaded. Of works without a printed affiliation nothing is known: see
//   readable and all_works. A year in which nothing is readable shows no change.
// caveat: A year is the year of publication; a work may have been submitted long before. A work without one is left out.
// caveat: With --territories fold a work of China and of Hong Kong counts once, as one of China.
// example: coauth query change --partner CN --from 2010 --to 2025
// example: coauth query change --country DE --review include --csv
MATCH (x:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce($from, 1) = 0
        ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
      END
WITH x.year AS year, count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
WITH collect({year: year, all_works: all_works, readable: readable}) AS totals
WITH totals, CASE WHEN $territories = 'fold' THEN ['CN', 'HK', 'MO', 'TW'] ELSE [] END AS folded
WITH totals, folded, CASE WHEN $country IN folded THEN folded ELSE [$country] END AS ours
UNWIND ours AS code
MATCH (c:Country {code: code})<-[i:INVOLVES]-(w:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce($from, 1) = 0
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
      END
// where several codes are one country, its surest evidence counts
WITH totals, folded, ours, w, max(CASE WHEN NOT i.review THEN i.confidence END) AS sure, max(i.confidence) AS any
WITH totals, folded, ours, w, w.year AS year, sure IS NULL AS review, coalesce(sure, any) AS confidence
WITH totals, folded, ours, year,
     count(CASE WHEN NOT review AND confidence >= $min_confidence THEN 1 END) AS of_country,
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
WHERE $partner IS NULL OR partner = $partner OR ($partner IN folded AND partner IN folded)
WITH totals, ours + CASE WHEN partner IN folded THEN folded ELSE [partner] END AS codes, of_years, first, last,
     partner, partner_name, w, (review OR sure IS NULL) AS review,
     CASE WHEN coalesce(sure, any) < confidence THEN coalesce(sure, any) ELSE confidence END AS confidence
WHERE review OR confidence >= $min_confidence
WITH totals, codes, of_years, first, last, partner, partner_name, w, review, confidence
ORDER BY partner, w.key
WITH totals, codes, of_years, first, last, partner, partner_name, w.year AS year,
     count(CASE WHEN NOT review THEN 1 END) AS works, count(CASE WHEN review THEN 1 END) AS for_review,
     min(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN w END) AS listed
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
     + CASE WHEN $country IN ['KP', 'KR'] AND partner IN ['KP', 'KR']
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
