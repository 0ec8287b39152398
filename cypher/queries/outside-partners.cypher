// title: Partners outside the main one after a date
// question: With which countries other than its main partner does a country publish after a given date, and is the main partner on the same works?
// parameter: country | country | KP | --country | the country whose partners are counted
// parameter: main | country | CN | --main | the main partner, which is left out
// parameter: after | date | 2016-11-30 | --after | works dated later than this day; a month or a year stands for its last day
// parameter: from | year | - | --from | first year of publication that counts; works without a year are left out then
// parameter: to | year | - | --to | last year of publication that counts; works without a year are left out then
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of both countries; what is for review is counted whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | rows and DOIs of works of which one of the countries, or the date, is for review
// parameter: territories | own or fold | own | --territories | Hong Kong, Macao and Taiwan under their own codes, or counted as China (CN)
// column: partner: code of the partner country
// column: partner_name: its name
// column: works: works dated after the day, with certain addresses in both countries
// column: with_main: of these, works that print an address in the main partner too, certain or for review
// column: without_main: of these, works that print none there
// column: for_review: further works on which one of the two countries, or the date, is for review; never added to works
// column: of_country: works dated after the day with a certain address in the country
// column: share: works / of_country
// column: readable: works from the year of the day on, of any country, with a printed affiliation
// column: all_works: works from the year of the day on in the store; those without a year too, where neither from nor to is given
// column: first_year: first year of the works listed
// column: last_year: last year of the works listed
// column: confidence: the least confidence of the two countries among the works listed
// column: dois: DOIs of the works listed
// column: work_keys: keys of the works listed; some have no DOI
// column: affiliations: country and affiliation as printed, on the first of the works listed
// column: rules: country, rule that read it from print, and its confidence, on the first of the works listed
// column: state: yes, or review where no work is certain
// column: caveat: what could mislead in this row
// caveat: A common paper shows that addresses were printed together. It does not show who sponsored the work, whether
//   it was exempt or notified, or anything about a person's nationality. A work with many countries says little of any two.
// caveat: A work is dated by the first of these that is known: submitted, accepted, online, published, year. It is from
//   before where any of them ends by the day. A date that is not precise enough (2016 alone, for 30 November 2016) says
//   neither before nor after: the work is for review. A work may have been submitted long before it was published.
// caveat: What a record says elsewhere than in an address line (whom to write to, a present address, an e-mail domain, a
//   biography) makes a country one for review at most. It stands in affiliations as `(not an address line; …)`.
// caveat: Each work counts once for every partner, so shares can add up to more than 1.
// caveat: A count holds for the works that are loaded. Of works without a printed affiliation nothing is known: see
//   readable and all_works.
// caveat: With --territories fold a work of Hong Kong is one of China: it is outside of no main partner CN.
// example: coauth query outside-partners --after 2016-11-30
// example: coauth query outside-partners --country DE --main US --after 2020 --review include --csv
WITH date($after) AS day, date($after) + duration({days: 1}) AS next
WITH day, next, date({year: next.year, month: next.month, day: 1}) AS month, date({year: next.year, month: 1, day: 1}) AS new_year
CALL (day) {
  MATCH (x:Work)
  WHERE coalesce(x.year >= day.year, true) AND CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce($from, 1) = 0
        ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
      END
  RETURN count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
}
WITH day, next, month, new_year, all_works, readable,
     CASE WHEN $territories = 'fold' THEN ['CN', 'HK', 'MO', 'TW'] ELSE [] END AS folded
WITH day, next, month, new_year, all_works, readable, folded,
     CASE WHEN $country IN folded THEN folded ELSE [$country] END AS ours,
     CASE WHEN $main IN folded THEN folded ELSE [$main] END AS mains
UNWIND ours AS code
MATCH (c:Country {code: code})<-[i:INVOLVES]-(w:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce($from, 1) = 0
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
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
     count(CASE WHEN later AND NOT review AND confidence >= $min_confidence THEN 1 END) AS of_country,
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
WHERE doubt OR confidence >= $min_confidence
WITH day, all_works, readable, of_country, w, main_too, partner, partner_name, codes, later, submitted, review, confidence
ORDER BY partner, w.year, w.key
WITH day, all_works, readable, of_country, partner, partner_name, codes,
     count(CASE WHEN NOT review THEN 1 END) AS works, count(CASE WHEN review THEN 1 END) AS for_review,
     count(CASE WHEN NOT review AND main_too THEN 1 END) AS with_main,
     collect(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN
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
     + CASE WHEN $country IN ['KP', 'KR'] AND partner IN ['KP', 'KR']
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
