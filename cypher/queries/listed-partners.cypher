// title: Partners on a watch-list
// question: Which institutions abroad that a country publishes with stand on a list that was loaded, and did they stand there when the work was dated?
// parameter: country | country | KP | --country | the country whose works are looked at
// parameter: list | text | - | --list | this kind of list only, or the one copy of this key
// parameter: rule_day | date | 2016-11-30 | --rule-day | the day of paragraph 11 of UNSCR 2321, with which the work's date is compared
// parameter: from | year | - | --from | first year of publication that counts; a work without a year is left out where this or --to is given
// parameter: to | year | - | --to | last year of publication that counts, all of it
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of the country, the institution and the entry's match; what is for review is shown whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | works of which the country, the institution or the entry's match is for review
// needs: Watchlist | no watch-list is in the store (coauth watchlist load), so that nothing can be found
// values: list | Watchlist | kind key | watch-list
// column: institution: name of the listed institution
// column: institution_key: its key
// column: institution_country: code of the country where it stands
// column: named: the institution that the work names, where that is a part of the listed one
// column: list: name of the list
// column: list_key: key of the copy
// column: list_dated: the day of which the copy that was loaded says that it holds; never today's list
// column: entry: the entry's own name as printed
// column: matched: the one of its names that is the institution's
// column: since: first day on the list, where it says so; a year or a month where it says no more
// column: until: last day on the list, where it says so
// column: list_source: where the list itself says that the entry stands
// column: work: key of the work
// column: doi: DOI; empty where none is known
// column: title: title as printed
// column: year: year of publication
// column: dated: the work's date that was compared, its kind first: submitted where known
// column: listed: yes, no or not known: whether the institution stood on the list at that date
// column: paragraph_11: the work's date against the day of that paragraph, whatever the list: before, after or not known
// column: state: yes, or review where the country, the institution or the match needs a person's look
// column: of_works: works of the country in those years, with certain addresses
// column: readable: works of those years, of any country, with a printed affiliation
// column: all_works: works of those years in the store
// column: confidence: the least confidence of the country, the institution and the match
// column: affiliations: affiliation as printed that names the institution
// column: rules: rule that matched the entry, then the rule that found the institution in print, and its confidence
// column: caveat: what could mislead in this row
// caveat: That an institution stands on a list is a fact about the list. It does not say that the work was restricted, or
//   that the authors or the unit that they print have anything to do with the reason for the entry.
// caveat: A list is a dated copy. What changed after its day is not known: a work dated later is `not known`, and so is
//   one where the list does not say since when.
// caveat: A list may name some units of an institution and not others: a work that names a part of a listed institution is
//   for review, unless an entry names that part itself.
// caveat: A work dated after the day of paragraph 11 is one of which the paragraph may speak; published after is not submitted
//   after, and what it asks for depends on the field (coauth query restricted-fields --other).
// caveat: Where no list was loaded nothing is found, and that says nothing.
// example: coauth query listed-partners --from 2016 --to 2025
// example: coauth query listed-partners --country KP --review include --json
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
WITH all_works, readable, collect({w: w, review: i.review, confidence: i.confidence}) AS found
WITH found, {of_works: size([one IN found WHERE NOT one.review]), readable: readable, all_works: all_works} AS total
UNWIND found AS one
WITH total, one, one.w AS w
MATCH (w)-[n:NAMES]->(b:Institution)
WHERE n.review OR n.confidence >= $min_confidence
MATCH path = (b)-[:PART_OF*0..4]->(l:Institution)
MATCH (l)-[e:LISTED_ON]->(k:Watchlist)
WHERE $list IS NULL OR $list IN [k.kind, k.key]
OPTIONAL MATCH (l)-[:LOCATED_IN]->(d:Country)
WITH total, one, w, n, b, l, e, k, length(path) AS hops, d.code AS code
ORDER BY code
WITH total, one, w, n, b, l, e, k, hops, collect(DISTINCT code) AS codes
WHERE NOT $country IN codes
// where a work names the whole and a part of it, the one that is certain and nearest to the entry counts
WITH total, one, w, n, b, l, e, k, hops, codes, (one.review OR n.review OR e.review OR hops > 0) AS review
ORDER BY n.review, hops, b.key
WITH total, one, w, l, e, k, codes, collect({n: n, b: b, review: review}) AS ways
WITH total, one, w, l, e, k, codes, ways[0].n AS n, ways[0].b AS b, ways[0].review AS review
WITH total, w, n, b, l, e, k, codes, review,
     reduce(least = one.confidence, s IN [n.confidence, e.confidence] | CASE WHEN s < least THEN s ELSE least END) AS confidence
WHERE (review OR confidence >= $min_confidence)
  AND ($review = 'include' OR review = ($review = 'only'))
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
     CASE WHEN first IS NULL THEN 'not known' WHEN last < date($rule_day) THEN 'before'
          WHEN first >= date($rule_day) THEN 'after' ELSE 'not known' END AS paragraph_11,
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
