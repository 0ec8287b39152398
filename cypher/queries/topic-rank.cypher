// title: Countries ranked by works about a topic
// question: How many works about the topics of a term list does each country have, and which rank is that among the countries in the store?
// parameter: list | text | ai-technical | --list | name of the term list
// parameter: country | country | - | --country | this country only, with its rank among all
// parameter: from | year | - | --from | first year of publication that counts; a work without a year is left out where this or --to is given
// parameter: to | year | - | --to | last year of publication that counts, all of it
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of the country and score of the topic; what is for review is counted whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | rows and DOIs of works of which the country or the topic is for review
// needs: Topic | no topics are in the store: no work in it was matched with a term list, so that nothing can be found
// values: list | Topic | list | term list
// column: rank: 1 for the most works; countries with as many works share the better rank; empty for a country without a certain one
// column: country: code
// column: country_name: its name
// column: works: works about the list with a certain address in the country
// column: fractional: the same, each work shared equally among the countries that it certainly prints
// column: for_review: further works of which the country or the topic is for review; never added to works
// column: countries: countries with at least one such work: what the rank is among
// column: of_works: works about the list, with certainty, of any country or none
// column: classified: works of those years, of any country, that were matched with the list (coauth classify)
// column: readable: works of those years with a printed affiliation
// column: all_works: works of those years in the store
// column: confidence: the least confidence of country and topic among the works listed
// column: dois: DOIs of the first 20 works listed
// column: work_keys: keys of the works listed; some have no DOI
// column: affiliations: affiliation as printed that names the country, on the first of the works listed
// column: rules: rule that decided on the topic, then rule that read the country, and its confidence, on the first of the works listed
// column: caveat: what could mislead in this row
// caveat: A rank is one among the works that are loaded. Of a store that holds the works of a few countries it says
//   nothing of the world: say with each rank what was loaded.
// caveat: Terms are matched in title, abstract and keywords; a work without an abstract can hide its topic. Only works
//   whose topics were worked out are counted.
// caveat: A work counts once for every country that it prints, so works add up to more than of_works; fractional does not.
// caveat: Of works without a printed affiliation nothing is known: see readable and all_works.
// example: coauth query topic-rank --from 2017 --to 2023
// example: coauth query topic-rank --list ai-technical --country KP --json
MATCH (x:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce($from, 1) = 0
        ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
      END
WITH {all_works: count(x), readable: count(CASE WHEN x.readable THEN 1 END),
      classified: count(CASE WHEN any(mark IN x.classified WHERE mark STARTS WITH $list + ' ') THEN 1 END)} AS total
MATCH (t:Topic {list: $list})<-[a:ABOUT]-(w:Work)
WHERE a.current
  AND CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce($from, 1) = 0
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
      END
// the surest of a work's topics of the list
WITH total, w, a
ORDER BY w.key, a.review, a.score DESC, a.key
WITH total, w, collect(a)[0] AS a
WITH total, collect({w: w, review: a.review, score: a.score, rule: a.rule}) AS about
WITH total, about, size([one IN about WHERE NOT one.review AND one.score >= $min_confidence]) AS of_works
UNWIND about AS one
WITH total, of_works, one, one.w AS w
MATCH (w)-[i:INVOLVES]->(c:Country)
WITH total, of_works, one, w, i, c
ORDER BY c.code
WITH total, of_works, one, w, collect({c: c, review: i.review, confidence: i.confidence}) AS places
WITH total, of_works, one, w, places,
     size([p IN places WHERE NOT p.review AND p.confidence >= $min_confidence]) AS many
UNWIND places AS p
WITH total, of_works, w, one.rule AS rule, one.score AS score, p.c AS c, many, (one.review OR p.review) AS review,
     CASE WHEN one.score < p.confidence THEN one.score ELSE p.confidence END AS confidence
WHERE review OR confidence >= $min_confidence
WITH total, of_works, w, rule, score, c, many, review, confidence
ORDER BY c.code, w.year, w.key
WITH total, of_works, c,
     count(CASE WHEN NOT review THEN 1 END) AS works, count(CASE WHEN review THEN 1 END) AS for_review,
     sum(CASE WHEN NOT review THEN 1.0 / many ELSE 0.0 END) AS fractional,
     min(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN $review = 'include' OR review = ($review = 'only') THEN {w: w, rule: rule, score: score} END) AS listed
WITH total, of_works, collect({c: c, works: works, for_review: for_review, fractional: fractional, confidence: confidence,
  listed: listed}) AS rows
WITH total, of_works, rows, [r IN rows WHERE r.works > 0 | r.works] AS counts
UNWIND rows AS row
WITH total, of_works, row, row.c AS c, size(counts) AS countries, size([n IN counts WHERE n > row.works]) + 1 AS rank
WHERE size(row.listed) > 0 AND ($country IS NULL OR c.code = $country)
WITH total, of_works, row, c, countries, rank, row.listed[0].w AS example, row.listed[0].rule AS rule,
     row.listed[0].score AS score
OPTIONAL MATCH (example)<-[r:AUTHORED]-()
WITH total, of_works, row, c, countries, rank, example, rule, score, r,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = c.code
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY c.code, r.position, r.key
WITH total, of_works, row, c, countries, rank, example, rule, score,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(example.ev_kind, [])) - 1)
       WHERE example.ev_kind[n] = 'country' AND example.ev_value[n] = c.code
         AND (example.ev_statement[n] < 0 OR example.ev_state[n] <> 'yes') | {
         rule: example.ev_rule[n], confidence: example.ev_confidence[n],
         printed: CASE WHEN example.ev_affiliation[n] >= 0 THEN example.affiliations[example.ev_affiliation[n]]
                  WHEN example.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + example.statement_kinds[example.ev_statement[n]] + ', '
                    + example.statement_places[example.ev_statement[n]] + ': "' + left(example.statements[example.ev_statement[n]], 300)
                    + CASE WHEN size(example.statements[example.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH total, of_works, row, c, countries, rank, rule, score,
     reduce(all = [], some IN of_authors | all + some) + of_work AS shown
WITH total, of_works, row, c, countries, rank, rule, score, shown,
     CASE WHEN row.works = 0 THEN ['all of them are for review']
          WHEN row.for_review > 0 THEN [toString(row.for_review) + ' more for review'] ELSE [] END
     + CASE WHEN countries < 100 THEN ['the store holds such works of ' + toString(countries)
         + CASE WHEN countries = 1 THEN ' country' ELSE ' countries' END + ' only: no rank in the world'] ELSE [] END
       AS cautions
RETURN CASE WHEN row.works > 0 THEN rank END AS rank, c.code AS country, c.name AS country_name, row.works AS works,
       round(1000.0 * row.fractional) / 1000 AS fractional, row.for_review AS for_review, countries, of_works,
       total.classified AS classified, total.readable AS readable, total.all_works AS all_works, row.confidence AS confidence,
       [one IN [o IN row.listed WHERE o.w.doi IS NOT NULL][..20] | one.w.doi] AS dois,
       [one IN row.listed | one.w.key] AS work_keys,
       reduce(seen = [], s IN [o IN shown | o.printed] | CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS affiliations,
       [rule + ', ' + toString(score)] + reduce(seen = [], s IN [o IN shown | o.rule + ', ' + toString(o.confidence)] |
         CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS rules,
       reduce(text = '', s IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + s) AS caveat
ORDER BY works DESC, for_review DESC, country
