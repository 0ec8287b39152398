// title: Topics of institutions before and after a year
// question: What do the works of each institution of a country deal with before a year and from it on?
// parameter: country | country | KP | --country | the country where the institutions stand
// parameter: since | year | 2017 | --since | first year of the later period
// parameter: list | text | - | --list | topics of this term list only
// parameter: from | year | - | --from | first year of the earlier period
// parameter: to | year | - | --to | last year of the later period
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of the institution and score of the topic; what is for review is counted whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | rows and DOIs of works of which the institution or the topic is for review
// needs: Topic | no topics are in the store: no work in it was matched with a term list, so that nothing can be found
// values: list | Topic | list | term list
// undated: always left out
// column: institution: name of the institution
// column: institution_key: its key
// column: list: name of the term list
// column: topic: what its group of terms stands for
// column: before: works about it before the year
// column: of_before: works of the institution before the year, of any topic or none
// column: share_before: before / of_before
// column: after: works about it from the year on
// column: of_after: works of the institution from the year on
// column: share_after: after / of_after
// column: for_review: further works of either period, for review; never added
// column: readable: works of those years, of any country, with a printed affiliation
// column: all_works: works of those years in the store
// column: confidence: the least confidence of institution and topic among the works listed
// column: dois: DOIs of the works listed
// column: work_keys: keys of the works listed; some have no DOI
// column: affiliations: affiliation as printed that names the institution, on the first of the works listed
// column: rules: rule that decided on the topic, then rule that found the institution, and its confidence, on the first of the works listed
// column: caveat: what could mislead in this row
// computed: before_low | wilson low | before of_before | 95 % Wilson interval of share_before
// computed: before_high | wilson high | before of_before | its upper end
// computed: after_low | wilson low | after of_after | 95 % Wilson interval of share_after
// computed: after_high | wilson high | after of_after | its upper end
// caveat: Shares of few works change by chance: where the two intervals overlap, the change may be nothing but that.
// caveat: Terms are matched in title, abstract and keywords; a work without an abstract can hide its topic. Only works
//   whose topics were worked out count as about one.
// caveat: A source that was loaded for some years only makes a change of its own. A work without a year is left out.
// caveat: A work of a part counts for the part that it prints, and for the whole where it prints that as well.
// example: coauth query topic-change --since 2017
// example: coauth query topic-change --country KP --list ai-technical --from 2010 --to 2023 --json
MATCH (x:Work)
WHERE x.year IS NOT NULL AND x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
WITH {all_works: count(x), readable: count(CASE WHEN x.readable THEN 1 END)} AS total
MATCH (c:Country {code: $country})<-[:LOCATED_IN]-(b:Institution)<-[n:NAMES]-(w:Work)
WHERE w.year IS NOT NULL AND w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
  AND (n.review OR n.confidence >= $min_confidence)
WITH total, b, collect({w: w, review: n.review, confidence: n.confidence}) AS found
WITH total, b, found,
     size([one IN found WHERE NOT one.review AND one.w.year < $since]) AS of_before,
     size([one IN found WHERE NOT one.review AND one.w.year >= $since]) AS of_after
UNWIND found AS one
WITH total, b, of_before, of_after, one, one.w AS w
MATCH (w)-[a:ABOUT]->(t:Topic)
WHERE a.current AND ($list IS NULL OR t.list = $list)
WITH total, b, of_before, of_after, t, w, a.rule AS rule, a.score AS score, (one.review OR a.review) AS review,
     CASE WHEN a.score < one.confidence THEN a.score ELSE one.confidence END AS confidence
WHERE review OR confidence >= $min_confidence
WITH total, b, of_before, of_after, t, w, rule, score, review, confidence
ORDER BY b.key, t.key, w.year, w.key
WITH total, b, of_before, of_after, t,
     count(CASE WHEN NOT review AND w.year < $since THEN 1 END) AS before,
     count(CASE WHEN NOT review AND w.year >= $since THEN 1 END) AS after,
     count(CASE WHEN review THEN 1 END) AS for_review,
     min(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN {w: w, rule: rule, score: score} END) AS listed
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
