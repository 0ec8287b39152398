// Pairs of countries, for the size of both
// How many works does each pair of countries share, counted whole and in fractions, and how strong is
// that for the size of both?
// Change the values in the next lines; the rest stays as it is.
WITH null AS asked_country,        // pairs of this country only; all pairs where it is not given
     null AS asked_from,           // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,             // last year of publication that counts, all of it
     0.5 AS asked_min_confidence,  // least confidence of both countries; what is for review is counted whatever its confidence
     'leave-out' AS asked_review   // pairs of works of which one of the two countries is for review (leave-out, include, only)
CALL (asked_country, asked_from, asked_to, asked_min_confidence, asked_review) {
MATCH (x:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
WITH {all_works: count(x), readable: count(CASE WHEN x.readable THEN 1 END)} AS total
MATCH (w:Work)-[i:INVOLVES]->(c:Country)
WHERE (i.review OR i.confidence >= asked_min_confidence)
  AND CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
WITH total, w, collect({code: c.code, review: i.review, confidence: i.confidence}) AS ties
WHERE size(ties) > 1
WITH total, w, [p IN reduce(all = [], one IN ties | all + [other IN ties WHERE one.code < other.code |
       {a: one.code, b: other.code, review: one.review OR other.review,
        confidence: CASE WHEN one.confidence < other.confidence THEN one.confidence ELSE other.confidence END}]) | p] AS pairs
WITH total, w, size([p IN pairs WHERE NOT p.review]) AS many, pairs
WITH total, collect({w: w, many: many, pairs: pairs}) AS found, count(CASE WHEN many > 0 THEN 1 END) AS international
UNWIND found AS f
// beside its pairs, each country of a work with itself: so many of its works are international
UNWIND f.pairs + [code IN reduce(seen = [], code IN [p IN f.pairs | p.a] + [p IN f.pairs | p.b] |
       CASE WHEN code IN seen THEN seen ELSE seen + [code] END) |
       {a: code, b: code, review: none(p IN f.pairs WHERE NOT p.review AND (p.a = code OR p.b = code)), confidence: 0.0}] AS p
WITH total, international, f.w AS w, f.many AS many, p.a AS a, p.b AS b, p.review AS review, p.confidence AS confidence
WHERE asked_country IS NULL OR a = asked_country OR b = asked_country OR a = b
WITH total, international, w, many, review, confidence,
     CASE WHEN b = asked_country THEN b ELSE a END AS a, CASE WHEN b = asked_country THEN a ELSE b END AS b
ORDER BY a, b, w.year, w.key
WITH total, international, a, b,
     count(CASE WHEN NOT review THEN 1 END) AS works, count(CASE WHEN review THEN 1 END) AS for_review,
     sum(CASE WHEN review THEN 0.0 ELSE 1.0 / many END) AS fractional,
     min(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN w END)[..5] AS listed
// the size of a country is worked out once, and handed to its pairs by its row with itself
WITH total, international, b,
     collect({a: a, works: works, for_review: for_review, fractional: fractional, confidence: confidence, listed: listed}) AS rows
WITH total, international, collect({b: b, rows: rows}) AS groups
CALL (asked_country, asked_from, asked_to, asked_min_confidence, asked_review) {
  MATCH (c:Country)<-[i:INVOLVES]-(w:Work)
  WHERE NOT i.review AND i.confidence >= asked_min_confidence
    AND CASE
          WHEN asked_from IS NULL AND asked_to IS NULL THEN true
          WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
          ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
        END
  WITH c.code AS code, count(w) AS works
  RETURN collect({code: code, works: works}) AS sizes
}
UNWIND groups AS g
MATCH (y:Country {code: g.b})
WITH total, international, y, g.rows AS rows, coalesce([s IN sizes WHERE s.code = y.code | s.works][0], 0) AS of_b
WITH total, international, y, rows, of_b, [r IN rows WHERE r.a = y.code | r.works][0] AS b_abroad
UNWIND rows AS row
WITH total, international, row.a AS a, collect({y: y, of_b: of_b, b_abroad: b_abroad, row: row}) AS rows
MATCH (x:Country {code: a})
WITH total, international, x, rows, [r IN rows WHERE r.y.code = x.code][0] AS own
WITH total, international, x, rows, own.of_b AS of_a, own.b_abroad AS a_abroad
UNWIND rows AS one
WITH total, international, x, one.y AS y, one.row AS row, of_a, one.of_b AS of_b, a_abroad, one.b_abroad AS b_abroad
WHERE x <> y AND size(row.listed) > 0
WITH total, international, x, y, row, of_a, of_b, a_abroad, b_abroad, row.listed[0] AS example
OPTIONAL MATCH (example)<-[r:AUTHORED]-()
WITH total, international, x, y, row, of_a, of_b, a_abroad, b_abroad, example, r,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND (r.ev_value[n] = x.code OR r.ev_value[n] = y.code)
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY x.code, y.code, r.position, r.key
WITH total, international, x, y, row, of_a, of_b, a_abroad, b_abroad, example,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         code: r.ev_value[n], state: r.ev_state[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(example.ev_kind, [])) - 1)
       WHERE example.ev_kind[n] = 'country' AND (example.ev_value[n] = x.code OR example.ev_value[n] = y.code)
         AND (example.ev_statement[n] < 0 OR example.ev_state[n] <> 'yes') | {
         code: example.ev_value[n], state: example.ev_state[n], rule: example.ev_rule[n], confidence: example.ev_confidence[n],
         printed: CASE WHEN example.ev_affiliation[n] >= 0 THEN example.affiliations[example.ev_affiliation[n]]
                  WHEN example.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + example.statement_kinds[example.ev_statement[n]] + ', '
                    + example.statement_places[example.ev_statement[n]] + ': "' + left(example.statements[example.ev_statement[n]], 300)
                    + CASE WHEN size(example.statements[example.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH total, international, x, y, row, of_a, of_b, a_abroad, b_abroad,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence
WITH total, international, x, y, row, of_a, of_b, a_abroad, b_abroad,
     reduce(all = [], code IN [x.code, y.code] |
       all + [e IN evidence WHERE e.code = code
         AND (e.state = 'yes' OR none(f IN evidence WHERE f.code = code AND f.state = 'yes'))]) AS shown,
     CASE WHEN row.works = 0 THEN ['all of them are for review']
          WHEN row.for_review > 0 THEN [toString(row.for_review) + ' more for review'] ELSE [] END
     + CASE WHEN row.works > 0 AND row.works < 5 THEN ['few works: the indices change much by one'] ELSE [] END
     + CASE WHEN x.code IN ['KP', 'KR'] AND y.code IN ['KP', 'KR']
         THEN ['KP and KR are often mistaken for each other by databases: look at the printed affiliations'] ELSE [] END
       AS cautions
RETURN x.code AS country, x.name AS country_name, y.code AS other, y.name AS other_name, row.works AS works,
       round(1000.0 * row.fractional) / 1000 AS fractional, row.for_review AS for_review,
       of_a AS of_country, of_b AS of_other,
       CASE WHEN row.works > 0 THEN round(10000.0 * row.works / sqrt(1.0 * of_a * of_b)) / 10000 END AS salton,
       CASE WHEN row.works > 0 THEN round(1000.0 * row.works * international / (1.0 * a_abroad * b_abroad)) / 1000 END
         AS adjusted_index,
       international, total.readable AS readable, total.all_works AS all_works, row.confidence AS confidence,
       [w IN row.listed WHERE w.doi IS NOT NULL | w.doi] AS dois,
       reduce(seen = [], s IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS affiliations,
       reduce(seen = [], s IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)] |
         CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS rules,
       reduce(text = '', s IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + s) AS caveat
ORDER BY works DESC, for_review DESC, country, other
}
RETURN country, country_name, other, other_name, works, fractional, for_review, of_country, of_other, salton, adjusted_index, international, readable, all_works, confidence, dois, affiliations, rules, caveat
