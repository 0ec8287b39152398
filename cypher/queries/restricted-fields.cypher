// title: Works that overlap a restricted field
// question: Which joint works of a country hold terms of a field that a rule names, or of its medical exception, and were they dated before the rule?
// parameter: country | country | KP | --country | the country whose works are looked at
// parameter: partner | country | - | --partner | works with this country only; with any other where it is not given
// parameter: list | text | - | --list | topics of this term list only, also of one made after no rule; all that a rule names where it is not given
// parameter: other | flag | - | --other | works too of which no term of a rule's field is known: what paragraph 11(b) of UNSCR 2321 calls anything else
// parameter: rule_day | date | 2016-11-30 | --rule-day | the day of paragraph 11, which no topic says of such works
// parameter: domestic | flag | - | --domestic | works with addresses in no other country too
// parameter: from | year | - | --from | first year of publication that counts; a work without a year is left out where this or --to is given
// parameter: to | year | - | --to | last year of publication that counts, all of it
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of the countries and score of the topic; what is for review is shown whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | works of which a country or the topic is for review
// needs: Topic | no topics are in the store: no work in it was matched with a term list, so that nothing can be found
// values: list | Topic | list | term list
// column: list: name of the term list
// column: topic: what its group of terms stands for; empty of a work that only --other shows
// column: rule: the rule that names the field; empty where the list is made after none
// column: paragraph_11: what paragraph 11 would ask of such a work if it covers it at all: A the Committee's approval, M nothing
//   (the medical exception), B the state's assessment and notification; several where a topic is for review; "dated before" where it
//   was not there yet; "not known" where the work was not matched with every list made after paragraph 11
// column: work: key of the work
// column: doi: DOI; empty where none is known
// column: title: title as printed
// column: year: year of publication
// column: state: yes, or review where a country or the topic needs a person's look: that the work overlaps the field
// column: terms: terms of the list that were found
// column: printed: where each stands, and the words as printed
// column: dated: against the day of the rule: before, submitted after, published after (when it was submitted is not known) or not known; empty where the topic has no such day
// column: partners: other countries whose addresses it prints, those for review marked
// column: of_works: works that were looked at, of any topic or none, with certain countries
// column: classified: of these, those whose topics were worked out (coauth classify)
// column: readable: works of those years, of any country, with a printed affiliation
// column: all_works: works of those years in the store
// column: confidence: the least of the countries' confidences and of the topic's score
// column: affiliations: country and affiliation as printed
// column: rules: rule that decided on the topic, then country, rule that read it from print, and its confidence
// column: caveat: what could mislead on this work
// caveat: That a work holds terms of a field says that it overlaps the field. Whether a rule covers it depends on who
//   sponsored it, on exemptions and notifications, and on when it was done: none of that is known from a paper.
// caveat: Terms are matched in title, abstract and keywords; a work without an abstract can hide its field, and a term can
//   stand in another sense.
// caveat: B is what is left: it says that no term of 11(a) or of medicine was found, which a work without an abstract cannot
//   show. Whether anybody approved, assessed or notified is not known from a paper.
// caveat: The teaching rules (17 and 10) speak of training; a joint paper is no proof of it.
// caveat: Only works whose topics were worked out are found; of others nothing is known here.
// caveat: A work published after a rule may have been submitted, or done, long before it.
// example: coauth query restricted-fields --from 2016 --to 2025
// example: coauth query restricted-fields --other --from 2017
// example: coauth query restricted-fields --partner CN --review include --json
MATCH (x:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce($from, 1) = 0
        ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
      END
WITH count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
MATCH (c:Country {code: $country})<-[i:INVOLVES]-(w:Work)
WHERE (i.review OR i.confidence >= $min_confidence)
  AND CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce($from, 1) = 0
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
      END
OPTIONAL MATCH (w)-[j:INVOLVES]->(d:Country)
WHERE d <> c AND ($partner IS NULL OR d.code = $partner) AND (j.review OR j.confidence >= $min_confidence)
WITH all_works, readable, w, i, j, d
ORDER BY d.code
WITH all_works, readable, w, i.review AS doubt, i.confidence AS ours,
     collect(CASE WHEN NOT j.review THEN d.code END) AS sure, collect(CASE WHEN j.review THEN d.code END) AS unsure,
     max(CASE WHEN NOT j.review THEN j.confidence END) AS surest, max(j.confidence) AS any
WHERE size(sure) > 0 OR size(unsure) > 0 OR ($domestic AND $partner IS NULL)
WITH all_works, readable, w, sure, unsure,
     (doubt OR (size(sure) = 0 AND size(unsure) > 0 AND NOT ($domestic AND $partner IS NULL))) AS review,
     CASE WHEN coalesce(surest, any, ours) < ours THEN coalesce(surest, any) ELSE ours END AS confidence
WITH all_works, readable, collect({w: w, sure: sure, unsure: unsure, review: review, confidence: confidence}) AS found
WITH all_works, readable, found, size([one IN found WHERE NOT one.review]) AS of_works,
     size([one IN found WHERE NOT one.review AND size(one.w.classified) > 0]) AS classified,
     COLLECT { MATCH (t:Topic) WHERE t.rule STARTS WITH '11' RETURN DISTINCT t.list } AS lists_of_11,
     COLLECT { MATCH (t:Topic) WHERE t.rule STARTS WITH '11' RETURN DISTINCT t.rule } AS rules_of_11
UNWIND found AS one
WITH {of_works: of_works, classified: classified, readable: readable, all_works: all_works,
      lists_of_11: lists_of_11, rules_of_11: rules_of_11} AS total, one, one.w AS w
OPTIONAL MATCH (w)-[a:ABOUT]->(t:Topic)
WHERE a.current
WITH total, one, w, collect(CASE WHEN a IS NOT NULL THEN {a: a, t: t} END) AS known
WITH total, one, w, known,
     // of a work that was matched with no list of paragraph 11, or with those of its fields or of its exception only, nothing
     // is known, and so not that it is anything else
     '11(a)' IN total.rules_of_11 AND any(rule IN total.rules_of_11 WHERE rule CONTAINS 'medical')
       AND all(list IN total.lists_of_11 WHERE any(mark IN one.w.classified WHERE mark STARTS WITH list + ' ')) AS matched,
     any(o IN known WHERE coalesce(o.t.rule, '') CONTAINS 'medical') AS medical,
     {approved_perhaps: any(o IN known WHERE o.t.rule = '11(a)'),
      approved: any(o IN known WHERE o.t.rule = '11(a)' AND NOT o.a.review AND o.a.score >= $min_confidence),
      medical: any(o IN known WHERE coalesce(o.t.rule, '') CONTAINS 'medical' AND NOT o.a.review
        AND o.a.score >= $min_confidence)} AS named,
     any(o IN known WHERE o.t.rule IS NOT NULL) AS ruled
WITH total, one, w, medical, matched, named,
     // a list made after no rule names no restricted field: it is shown where it is asked for
     [o IN known WHERE CASE WHEN $list IS NULL THEN o.t.rule IS NOT NULL ELSE o.t.list = $list END]
     + CASE WHEN $other AND $list IS NULL AND matched AND NOT ruled THEN [{a: null, t: null}] ELSE [] END AS topics
UNWIND topics AS of_topic
WITH total, one, w, medical, matched, named, of_topic.a AS a, of_topic.t AS t
WITH total, one, w, medical, matched, named, a, t, (one.review OR coalesce(a.review, false)) AS review,
     CASE WHEN a.score < one.confidence THEN a.score ELSE one.confidence END AS confidence
WHERE (review OR confidence >= $min_confidence)
  AND ($review = 'include' OR review = ($review = 'only'))
OPTIONAL MATCH (w)<-[r:AUTHORED]-()
WITH total, one, w, medical, matched, named, a, t, review, confidence, r,
     [$country] + one.sure + one.unsure AS codes
WITH total, one, w, medical, matched, named, a, t, review, confidence, r, codes,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] IN codes
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY t.key, w.key, r.position, r.key
WITH total, one, w, medical, matched, named, a, t, review, confidence, codes,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         code: r.ev_value[n], state: r.ev_state[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(w.ev_kind, [])) - 1)
       WHERE w.ev_kind[n] = 'country' AND w.ev_value[n] IN codes
         AND (w.ev_statement[n] < 0 OR w.ev_state[n] <> 'yes') | {
         code: w.ev_value[n], state: w.ev_state[n], rule: w.ev_rule[n], confidence: w.ev_confidence[n],
         printed: CASE WHEN w.ev_affiliation[n] >= 0 THEN w.affiliations[w.ev_affiliation[n]]
                  WHEN w.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + w.statement_kinds[w.ev_statement[n]] + ', '
                    + w.statement_places[w.ev_statement[n]] + ': "' + left(w.statements[w.ev_statement[n]], 300)
                    + CASE WHEN size(w.statements[w.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH total, one, w, medical, matched, named, a, t, review, confidence,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence, codes
WITH total, one, w, medical, matched, named, a, t, review, confidence,
     reduce(all = [], code IN codes |
       all + [e IN evidence WHERE e.code = code
         AND (e.state = 'yes' OR none(f IN evidence WHERE f.code = code AND f.state = 'yes'))]) AS shown,
     [d IN [{day: w.submitted, precision: w.submitted_precision}, {day: w.accepted, precision: w.accepted_precision},
            {day: w.online, precision: w.online_precision}, {day: w.published, precision: w.published_precision}]
       WHERE d.day IS NOT NULL] AS dates
WITH total, one, w, medical, matched, named, a, t, review, confidence, shown,
     [s IN [CASE WHEN t IS NULL THEN date($rule_day) ELSE t.since END, date($rule_day)] | CASE
       WHEN s IS NULL THEN null
       WHEN w.year < s.year OR any(d IN dates WHERE CASE d.precision
              WHEN 'day' THEN d.day < s
              WHEN 'month' THEN d.day.year * 12 + d.day.month < s.year * 12 + s.month
              ELSE d.day.year < s.year END) THEN 'before'
       WHEN w.submitted IS NOT NULL THEN
         CASE WHEN CASE w.submitted_precision
                WHEN 'day' THEN w.submitted >= s
                WHEN 'month' THEN w.submitted.year * 12 + w.submitted.month > s.year * 12 + s.month
                ELSE w.submitted.year > s.year END THEN 'submitted after' ELSE 'not known' END
       WHEN w.year > s.year OR any(d IN dates WHERE d.precision = 'day' AND d.day >= s) THEN 'published after'
       ELSE 'not known'
     END] AS dates_of_rules
WITH total, one, w, medical, matched, named, a, t, review, confidence, shown, dates_of_rules[0] AS dated,
     dates_of_rules[1] AS dated_11
WITH total, one, w, a, t, review, confidence, shown, dated,
     CASE WHEN dated_11 = 'before' THEN 'dated before'
       ELSE reduce(text = '', part IN
              CASE WHEN named.approved THEN ['A'] WHEN named.approved_perhaps THEN ['A (review)'] ELSE [] END
              + CASE WHEN named.medical THEN ['M'] WHEN medical THEN ['M (review)'] ELSE [] END
              + CASE WHEN named.approved OR named.medical THEN [] WHEN matched THEN ['B'] ELSE ['not known'] END
              | text + CASE WHEN text = '' THEN '' ELSE ' or ' END + part)
            + CASE WHEN dated_11 = 'not known' THEN ', if dated after' ELSE '' END END AS paragraph_11,
     CASE WHEN a.review THEN ['the topic is for review: ' + a.rule] ELSE [] END
     + CASE WHEN one.review THEN ['a country is for review'] ELSE [] END
     + CASE WHEN medical AND NOT coalesce(t.rule, '') CONTAINS 'medical'
         THEN ['it holds medical terms too: an exception may cover it'] ELSE [] END
     + CASE WHEN t IS NULL THEN ['no term of a field that a rule names is found in it, which says little'] ELSE [] END
     + CASE WHEN coalesce(t.rule, '') CONTAINS 'medical' THEN ['medical: named as an exception'] ELSE [] END
     + CASE WHEN dated = 'before' THEN ['dated before the rule (' + toString(coalesce(t.since, date($rule_day))) + ')']
            WHEN dated IN ['published after', 'not known'] THEN ['when it was submitted is not known'] ELSE [] END
     + CASE WHEN w.abstract IS NULL THEN ['no abstract is known'] ELSE [] END
     + CASE WHEN w.year IS NULL THEN ['no year known'] ELSE [] END AS cautions
RETURN t.list AS list, t.name AS topic, CASE WHEN t IS NULL THEN '11(b)' ELSE t.rule END AS rule, paragraph_11,
       w.key AS work, w.doi AS doi, w.title AS title, w.year AS year,
       CASE WHEN review THEN 'review' ELSE 'yes' END AS state,
       coalesce(a.terms, []) AS terms,
       [n IN range(0, size(coalesce(a.ev_printed, [])) - 1) | a.ev_place[n] + ': ' + a.ev_printed[n]] AS printed,
       dated, one.sure + [code IN one.unsure | code + ' (review)'] AS partners,
       total.of_works AS of_works, total.classified AS classified, total.readable AS readable, total.all_works AS all_works, confidence,
       reduce(seen = [], s IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS affiliations,
       CASE WHEN a IS NULL THEN [] ELSE [a.rule + ', ' + toString(a.score)] END + reduce(seen = [], s IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)] |
         CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS rules,
       reduce(text = '', s IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + s) AS caveat
ORDER BY list, topic, year, work
