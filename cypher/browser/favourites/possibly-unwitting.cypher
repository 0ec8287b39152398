// Co-authors who may not have known
// Which co-authors from other countries may not have known that a work carries an address in a
// country?
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country whose address the co-authors may not have known of
     null AS asked_from,           // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,             // last year of publication that counts, all of it
     5 AS asked_many,              // least number of authors among whom one with an address there can be overlooked
     0.5 AS asked_min_confidence,  // least confidence of both countries; what is for review is counted whatever its confidence
     'leave-out' AS asked_review,  // co-authors for whom a country, an earlier version, or who a person is, is for review (leave-out, include, only)
     false AS asked_names          // name the co-authors, one a row; without it they are counted (true or false)
CALL (asked_country, asked_from, asked_to, asked_many, asked_min_confidence, asked_review, asked_names) {
MATCH (x:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
WITH count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
MATCH (:Country {code: asked_country})<-[i:INVOLVES]-(w:Work)
WITH all_works, readable, collect({w: w, review: i.review, confidence: i.confidence,
       inside: (i.review OR i.confidence >= asked_min_confidence) AND CASE
         WHEN asked_from IS NULL AND asked_to IS NULL THEN true
         WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
         ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
       END}) AS found
WITH all_works, readable, found, size([one IN found WHERE one.inside AND NOT one.review]) AS of_works
UNWIND found AS one
WITH readable, all_works, of_works, one, one.w AS w
// every work, of any year, by which an author is linked to the country, and what the author printed there
MATCH (w)<-[r:AUTHORED]-(p:Author)
WITH readable, all_works, of_works, one, w, r, p,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1) WHERE r.ev_kind[n] = 'country' | n] AS read
WITH readable, all_works, of_works, one, w, r, p, read,
     any(n IN read WHERE r.ev_value[n] = asked_country) AS here,
     any(n IN read WHERE r.ev_value[n] = asked_country AND r.ev_state[n] = 'yes') AS printed,
     any(n IN read WHERE r.ev_value[n] = asked_country AND r.ev_state[n] <> 'yes') AS doubtful
WITH p, {readable: max(readable), all_works: max(all_works), of_works: max(of_works)} AS total,
     collect(DISTINCT w.key) AS links,
     collect(DISTINCT CASE WHEN NOT one.review THEN w.key END) AS sure,
     max(CASE WHEN printed THEN 1 ELSE 0 END) = 1 AS printed, max(CASE WHEN doubtful THEN 1 ELSE 0 END) = 1 AS doubtful,
     collect(CASE WHEN one.inside THEN {
       w: w, review: one.review, confidence: one.confidence, authored: r.key, name: r.printed,
       group: coalesce(r.collective, false), joined_in_doubt: r.person_state <> 'yes', here: here,
       second: here AND any(n IN read
         WHERE r.ev_value[n] <> asked_country AND r.ev_state[n] = 'yes' AND r.ev_affiliation[n] >= 0
           AND all(m IN read WHERE r.ev_value[m] <> asked_country OR r.ev_affiliation[m] > r.ev_affiliation[n])),
       places: [n IN read WHERE r.ev_value[n] <> asked_country
           AND (r.ev_state[n] <> 'yes' OR (r.ev_affiliation[n] >= 0 AND r.ev_confidence[n] >= asked_min_confidence)) |
         {code: r.ev_value[n], sure: r.ev_state[n] = 'yes', confidence: r.ev_confidence[n]}]} END) AS own
UNWIND own AS one
WITH total, one.w AS w, one.review AS review, one.confidence AS confidence,
     {key: p.key, authored: one.authored, name: one.name, links: links, sure: sure, printed: printed,
      doubtful: doubtful, group: one.group, joined_in_doubt: one.joined_in_doubt, here: one.here,
      second: one.second, places: one.places} AS author
WITH w, review, confidence, head(collect(total)) AS total, collect(author) AS authors
// earlier versions without the country, and who stands on them
CALL (asked_country, asked_from, asked_to, asked_many, asked_min_confidence, asked_review, asked_names, w) {
  MATCH (w)<-[y:VERSION_OF]-(e:Work)
  WHERE e.readable AND COUNT { (e)-[:INVOLVES]->(:Country {code: asked_country}) } = 0
  OPTIONAL MATCH (e)<-[:AUTHORED]-(p:Author)
  WITH e, y, collect(p.key) AS signed
  RETURN collect({signed: signed, sure: y.state = 'yes'}) AS versions
}
WITH total, w, review, confidence, authors, versions, size([a IN authors WHERE a.here]) AS here,
     any(n IN range(0, size(coalesce(w.ev_kind, [])) - 1)
       WHERE w.ev_kind[n] = 'country' AND w.ev_value[n] = asked_country AND w.ev_affiliation[n] >= 0) AS loose
WITH total, w, review, confidence, authors, versions, loose,
     CASE WHEN here = 1 AND NOT loose AND size(authors) >= asked_many THEN ['one author among many'] ELSE [] END
     + CASE WHEN here > 0 AND NOT loose AND all(a IN authors WHERE NOT a.here OR a.second)
         THEN ['second affiliation only'] ELSE [] END AS of_work
UNWIND [a IN authors WHERE NOT a.here AND NOT a.group AND NOT a.printed] AS x
// who of the others leads to the country without the co-author; pairs of very many authors say nothing
WITH total, w, review, confidence, versions, loose, of_work, x,
     CASE WHEN coalesce(w.pairs_left_out, false) THEN []
          ELSE [b IN authors WHERE b.key <> x.key AND NOT b.here AND NOT b.group
            AND any(one IN b.links WHERE NOT one IN x.links)] END AS colleagues
WITH total, w, review, confidence, loose, of_work, x,
     CASE WHEN size(colleagues) = 1 AND all(one IN x.links WHERE one IN colleagues[0].links) THEN colleagues[0] END
       AS colleague,
     [one IN versions WHERE x.key IN one.signed] AS versions
UNWIND reduce(seen = [], one IN x.places | CASE WHEN one.code IN seen THEN seen ELSE seen + [one.code] END) AS code
WITH total, w, loose, of_work, x, code, versions, review, confidence,
     [one IN x.places WHERE one.code = code AND one.sure | one.confidence] AS sure,
     [one IN x.places WHERE one.code = code AND NOT one.sure | one.confidence] AS unsure,
     CASE WHEN colleague IS NULL THEN []
          WHEN NOT colleague.joined_in_doubt AND any(one IN colleague.sure WHERE NOT one IN x.links)
            AND any(one IN colleague.places WHERE one.sure AND one.code <> code)
            THEN ['sure']
          WHEN any(one IN colleague.places WHERE one.code <> code) THEN ['for review'] ELSE [] END AS through
WITH total, w, x, code, (review OR loose OR size(sure) = 0 OR x.joined_in_doubt OR x.doubtful) AS doubt,
     confidence, CASE WHEN size(sure) > 0 THEN sure ELSE unsure END AS own,
     of_work + CASE WHEN any(one IN versions WHERE one.sure) THEN ['not in an earlier version'] ELSE [] END
       + CASE WHEN 'sure' IN through THEN ['through one colleague'] ELSE [] END AS certain,
     CASE WHEN size(versions) > 0 AND none(one IN versions WHERE one.sure) THEN ['not in an earlier version'] ELSE [] END
       + CASE WHEN 'for review' IN through THEN ['through one colleague'] ELSE [] END AS possible
// what is certain stands alone; what is for review stands only where nothing else does
WITH total, {key: w.key, doi: w.doi, year: w.year} AS w, {key: x.key, authored: x.authored, name: x.name} AS x, code,
     (doubt OR size(certain) = 0) AS review,
     CASE WHEN size(certain) = 0 THEN possible ELSE certain END AS reasons, doubt,
     reduce(least = confidence, one IN [reduce(best = 0.0, one IN own | CASE WHEN one > best THEN one ELSE best END)] |
       CASE WHEN one < least THEN one ELSE least END) AS confidence
ORDER BY w.year, w.key, x.authored
WITH total, code, collect({w: w, x: x, review: review, doubt: doubt, reasons: reasons, confidence: confidence}) AS ties
WITH total, code, ties,
     size(reduce(seen = [], one IN [t IN ties WHERE NOT t.doubt | t.x.key] |
       CASE WHEN one IN seen THEN seen ELSE seen + [one] END)) AS of_co_authors
UNWIND [t IN ties WHERE size(t.reasons) > 0] AS tie
WITH total, code, of_co_authors, tie.w AS w, tie.x AS x, tie.review AS review, tie.reasons AS reasons,
     tie.confidence AS confidence, CASE WHEN asked_names THEN tie.x.key END AS named
ORDER BY code, w.year, w.key, x.authored
WITH total, code, of_co_authors, reasons, named,
     collect(DISTINCT CASE WHEN NOT review THEN x.key END) AS certain, collect(DISTINCT CASE WHEN review THEN x.key END) AS doubtful,
     min(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN asked_review = 'include' OR review = (asked_review = 'only') THEN {w: w, x: x} END) AS listed
WHERE size(listed) > 0
MATCH (d:Country {code: code})
WITH total, d, code, of_co_authors, reasons, named, certain, doubtful, confidence, listed,
     listed[0].x.authored AS authored, listed[0].w.key AS first,
     reduce(seen = [], one IN listed |
       CASE WHEN any(w IN seen WHERE w.key = one.w.key) THEN seen ELSE seen + [one.w] END) AS works
MATCH (example:Work {key: first})
OPTIONAL MATCH (example)<-[r:AUTHORED]-()
WITH total, d, code, of_co_authors, reasons, named, certain, doubtful, confidence, listed, works, example, r,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[n] = 'country' AND (r.ev_value[n] = asked_country OR (r.ev_value[n] = code AND r.key = authored))
         AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | n] AS hits
ORDER BY code, named, reasons, r.position, r.key
WITH total, d, code, of_co_authors, reasons, named, certain, doubtful, confidence, listed, works, example,
     collect(CASE WHEN size(hits) > 0 THEN
       [n IN hits | {
         code: r.ev_value[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [n IN range(0, size(coalesce(example.ev_kind, [])) - 1)
       WHERE example.ev_kind[n] = 'country' AND example.ev_value[n] = asked_country
         AND (example.ev_statement[n] < 0 OR example.ev_state[n] <> 'yes') | {
         code: example.ev_value[n], rule: example.ev_rule[n], confidence: example.ev_confidence[n],
         printed: CASE WHEN example.ev_affiliation[n] >= 0 THEN example.affiliations[example.ev_affiliation[n]]
                  WHEN example.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + example.statement_kinds[example.ev_statement[n]] + ', '
                    + example.statement_places[example.ev_statement[n]] + ': "' + left(example.statements[example.ev_statement[n]], 300)
                    + CASE WHEN size(example.statements[example.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH total, d, code, of_co_authors, reasons, named, certain, confidence, listed, works,
     size([one IN doubtful WHERE NOT one IN certain]) AS for_review,
     reduce(all = [], some IN of_authors | all + some) + of_work AS evidence,
     CASE WHEN named IS NULL THEN null ELSE COUNT { (:Author {key: named})-[:MAY_BE]-(:Author) } END AS may_be
WITH total, d, code, of_co_authors, reasons, named, certain, confidence, listed, works, for_review,
     [e IN evidence WHERE e.code = asked_country] + [e IN evidence WHERE e.code <> asked_country] AS shown,
     CASE WHEN size(certain) = 0 THEN ['all of them are for review']
          WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN size(works) > 1 AND 'one author among many' IN reasons AND named IS NOT NULL
         THEN ['it holds on ' + toString(size(works)) + ' works'] ELSE [] END
     + CASE WHEN may_be > 0 THEN ['may be one person with another author: their works are not counted together'] ELSE [] END
     + CASE WHEN asked_country IN ['KP', 'KR'] AND code IN ['KP', 'KR']
         THEN ['KP and KR are often mistaken for each other by databases: look at the printed affiliations'] ELSE [] END
     + CASE WHEN any(w IN works WHERE w.year IS NULL)
         THEN [toString(size([w IN works WHERE w.year IS NULL])) + ' without a year'] ELSE [] END AS cautions
RETURN code AS country, d.name AS country_name, reasons, 'possible' AS state, size(certain) AS co_authors, for_review,
       of_co_authors, CASE WHEN named IS NOT NULL THEN listed[0].x.name END AS person,
       total.of_works AS of_works, total.readable AS readable, total.all_works AS all_works,
       confidence,
       [w IN works WHERE w.doi IS NOT NULL | w.doi] AS dois,
       [w IN works | w.key] AS work_keys,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY country, reasons, person, work_keys
}
RETURN country, country_name, reasons, state, co_authors, for_review, of_co_authors, person, of_works, readable, all_works, confidence, dois, work_keys, affiliations, rules, caveat
