// Partners on a watch-list
// Which institutions abroad that a country publishes with stand on a list that was loaded, and did
// they stand there when the work was dated?
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,           // the country whose works are looked at
     null AS asked_list,              // this kind of list only, or the one copy of this key
     '2016-11-30' AS asked_rule_day,  // the day of paragraph 11 of UNSCR 2321, with which the work's date is compared
     null AS asked_from,              // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,                // last year of publication that counts, all of it
     0.5 AS asked_min_confidence,     // least confidence of the country, the institution and the entry's match; what is for review is shown whatever its confidence
     'leave-out' AS asked_review      // works of which the country, the institution or the entry's match is for review (leave-out, include, only)
CALL (asked_country, asked_list, asked_rule_day, asked_from, asked_to, asked_min_confidence, asked_review) {
MATCH (x:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
WITH count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
MATCH (c:Country {code: asked_country})<-[i:INVOLVES]-(w:Work)
WHERE (i.review OR i.confidence >= asked_min_confidence)
  AND CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
WITH all_works, readable, collect({w: w, review: i.review, confidence: i.confidence}) AS found
WITH found, {of_works: size([one IN found WHERE NOT one.review]), readable: readable, all_works: all_works} AS total
UNWIND found AS one
WITH total, one, one.w AS w
MATCH (w)-[n:NAMES]->(b:Institution)
WHERE n.review OR n.confidence >= asked_min_confidence
MATCH path = (b)-[:PART_OF*0..4]->(l:Institution)
MATCH (l)-[e:LISTED_ON]->(k:Watchlist)
WHERE asked_list IS NULL OR asked_list IN [k.kind, k.key]
OPTIONAL MATCH (l)-[:LOCATED_IN]->(d:Country)
WITH total, one, w, n, b, l, e, k, length(path) AS hops, d.code AS code
ORDER BY code
WITH total, one, w, n, b, l, e, k, hops, collect(DISTINCT code) AS codes
WHERE NOT asked_country IN codes
// where a work names the whole and a part of it, the one that is certain and nearest to the entry counts
WITH total, one, w, n, b, l, e, k, hops, codes, (one.review OR n.review OR e.review OR hops > 0) AS review
ORDER BY n.review, hops, b.key
WITH total, one, w, l, e, k, codes, collect({n: n, b: b, review: review}) AS ways
WITH total, one, w, l, e, k, codes, ways[0].n AS n, ways[0].b AS b, ways[0].review AS review
WITH total, w, n, b, l, e, k, codes, review,
     reduce(least = one.confidence, s IN [n.confidence, e.confidence] | CASE WHEN s < least THEN s ELSE least END) AS confidence
WHERE (review OR confidence >= asked_min_confidence)
  AND (asked_review = 'include' OR review = (asked_review = 'only'))
WITH total, w, n, b, l, e, k, codes, review, confidence,
     CASE WHEN w.submitted IS NOT NULL THEN {kind: 'submitted', day: w.submitted, precision: w.submitted_precision}
          WHEN w.published IS NOT NULL THEN {kind: 'published', day: w.published, precision: w.published_precision}
          WHEN w.year IS NOT NULL THEN {kind: 'published', day: date({year: w.year, month: 1, day: 1}), precision: 'year'}
     END AS at
WITH total, w, n, b, l, e, k, codes, review, confidence, at, at.day AS first,
     CASE at.precision WHEN 'day' THEN at.day
       WHEN 'month' THEN date({year: at.day.year, month: at.day.month, day: 1}) + duration('P1M') - duration('P1D')
       WHEN 'year' THEN date({year: at.day.year, month: 12, day: 31}) END AS last
WITH total, w, n, b, l, e, k, codes, review, confidence, at, first, last,
     CASE
       WHEN e.since IS NULL THEN null
       WHEN e.since_precision = 'year' THEN date({year: e.since.year, month: 12, day: 31})
       WHEN e.since_precision = 'month' THEN date({year: e.since.year, month: e.since.month, day: 1}) + duration('P1M') - duration('P1D')
       ELSE e.since END AS surely_since,
     CASE
       WHEN e.until IS NULL THEN null
       WHEN e.until_precision = 'year' THEN date({year: e.until.year, month: 12, day: 31})
       WHEN e.until_precision = 'month' THEN date({year: e.until.year, month: e.until.month, day: 1}) + duration('P1M') - duration('P1D')
       ELSE e.until END AS surely_until,
     // a copy without a date cannot be older than what it prints
     coalesce(k.dated, k.latest) AS holds
WITH total, w, n, b, l, e, k, codes, review, confidence, at, first, last, surely_since, holds,
     CASE WHEN first IS NULL THEN 'not known' WHEN last < date(asked_rule_day) THEN 'before'
          WHEN first >= date(asked_rule_day) THEN 'after' ELSE 'not known' END AS paragraph_11,
     CASE
       WHEN first IS NULL THEN 'not known'
       WHEN e.until IS NOT NULL AND first > surely_until THEN 'no'
       WHEN e.since IS NULL THEN 'not known'
       WHEN last < e.since THEN 'no'
       WHEN first < surely_since THEN 'not known'
       // an end that is to come when the copy was made is an intention
       WHEN e.until IS NOT NULL AND last <= e.until AND (k.dated IS NULL OR last <= k.dated OR e.until <= k.dated) THEN 'yes'
       WHEN e.until IS NOT NULL THEN 'not known'
       WHEN holds IS NULL OR last > holds THEN 'not known'
       ELSE 'yes'
     END AS listed
OPTIONAL MATCH (w)<-[r:AUTHORED]-()
WITH total, w, n, b, l, e, k, codes, review, confidence, at, last, listed, paragraph_11, holds, r,
     [m IN range(0, size(coalesce(r.ev_kind, [])) - 1)
       WHERE r.ev_kind[m] = 'institution' AND r.ev_value[m] = b.key
         AND (r.ev_statement[m] < 0 OR r.ev_state[m] <> 'yes') | m] AS hits
ORDER BY l.key, k.key, e.key, w.key, r.position, r.key
WITH total, w, b, l, e, k, codes, review, confidence, at, last, listed, paragraph_11, holds,
     collect(CASE WHEN size(hits) > 0 THEN
       [m IN hits | {
         rule: r.ev_rule[m], confidence: r.ev_confidence[m],
         printed: CASE WHEN r.ev_affiliation[m] >= 0 THEN r.affiliations[r.ev_affiliation[m]]
                  WHEN r.ev_statement[m] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[m]] + ', '
                    + r.statement_places[r.ev_statement[m]] + ': "' + left(r.statements[r.ev_statement[m]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[m]]) > 300 THEN ' …' ELSE '' END + '")' END }] END) AS of_authors,
     [m IN range(0, size(coalesce(w.ev_kind, [])) - 1)
       WHERE w.ev_kind[m] = 'institution' AND w.ev_value[m] = b.key
         AND (w.ev_statement[m] < 0 OR w.ev_state[m] <> 'yes') | {
         rule: w.ev_rule[m], confidence: w.ev_confidence[m],
         printed: CASE WHEN w.ev_affiliation[m] >= 0 THEN w.affiliations[w.ev_affiliation[m]]
                  WHEN w.ev_statement[m] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + w.statement_kinds[w.ev_statement[m]] + ', '
                    + w.statement_places[w.ev_statement[m]] + ': "' + left(w.statements[w.ev_statement[m]], 300)
                    + CASE WHEN size(w.statements[w.ev_statement[m]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS of_work
WITH total, w, b, l, e, k, codes, review, confidence, at, last, holds, listed, paragraph_11,
     reduce(all = [], some IN of_authors | all + some) + of_work AS shown,
     CASE WHEN e.review THEN ['whether the entry means this institution is for review'] ELSE [] END
     + CASE WHEN b.key <> l.key THEN ['a part of the listed institution is named: whether the entry means it is for review']
            ELSE [] END
     + CASE WHEN e.since IS NULL THEN ['the list does not say since when'] ELSE [] END
     + CASE WHEN e.since_precision IN ['year', 'month'] AND listed = 'not known'
         THEN ['since which day is not known'] ELSE [] END
     + CASE WHEN e.until IS NULL AND holds IS NULL THEN ['the copy of the list has no date']
            WHEN e.until IS NULL AND k.dated IS NULL
              THEN ['the copy of the list has no date; it is not older than ' + toString(holds)
                + CASE WHEN last > holds THEN ', the work may be later' ELSE '' END]
            WHEN (e.until IS NULL OR e.until > k.dated) AND last > k.dated THEN ['the copy of the list is of ' + toString(k.dated) + ', the work may be later']
            ELSE [] END
     + CASE WHEN at IS NULL THEN ['no date known']
            WHEN at.kind = 'published' THEN ['when it was submitted is not known'] ELSE [] END AS cautions
RETURN l.name AS institution, l.key AS institution_key,
       reduce(text = '', code IN codes | text + CASE WHEN text = '' THEN '' ELSE ', ' END + code) AS institution_country,
       CASE WHEN b.key <> l.key THEN b.name END AS named,
       k.name AS list, k.key AS list_key, k.dated AS list_dated, e.entry AS entry, e.matched AS matched,
       CASE e.since_precision WHEN 'year' THEN left(toString(e.since), 4) WHEN 'month' THEN left(toString(e.since), 7)
         ELSE toString(e.since) END AS since,
       CASE e.until_precision WHEN 'year' THEN left(toString(e.until), 4) WHEN 'month' THEN left(toString(e.until), 7)
         ELSE toString(e.until) END AS until,
       e.source AS list_source,
       w.key AS work, w.doi AS doi, w.title AS title, w.year AS year,
       at.kind + ' ' + CASE at.precision WHEN 'day' THEN toString(at.day) WHEN 'month' THEN left(toString(at.day), 7)
         ELSE left(toString(at.day), 4) END AS dated,
       listed, paragraph_11, CASE WHEN review THEN 'review' ELSE 'yes' END AS state,
       total.of_works AS of_works, total.readable AS readable, total.all_works AS all_works, confidence,
       reduce(seen = [], s IN [o IN shown | o.printed] | CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS affiliations,
       [e.rule + ', ' + toString(e.confidence)] + reduce(seen = [], s IN [o IN shown | o.rule + ', ' + toString(o.confidence)] |
         CASE WHEN s IN seen THEN seen ELSE seen + [s] END) AS rules,
       reduce(text = '', s IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + s) AS caveat
ORDER BY institution, institution_key, list, list_key, entry, since, year, work
}
RETURN institution, institution_key, institution_country, named, list, list_key, list_dated, entry, matched, since, until, list_source, work, doi, title, year, dated, listed, paragraph_11, state, of_works, readable, all_works, confidence, affiliations, rules, caveat
