// title: Persons whose printed address differs between works
// question: How many persons printed an address in a country on one work, and only addresses in another on a further work?
// parameter: country | country | KP | --country | the country of the one address
// parameter: other | country | - | --other | the country of the other address; any other country where it is not given
// parameter: from | year | - | --from | first year of publication that counts, for both works; a work without a year is left out where this or --to is given
// parameter: to | year | - | --to | last year of publication that counts, for both works
// parameter: min_confidence | number 0..1 | 0.5 | --min-confidence | least confidence of both addresses, and of both works being by one person; what is for review is counted whatever its confidence
// parameter: review | leave-out, include or only | leave-out | --review | rows and DOIs of persons of whom an address, or that both works are theirs, is for review
// parameter: names | flag | - | --names | one row for each person, with name and both works
// column: year: first year of a work with only the other country; empty where none of them has one
// column: other_country: code of the other country
// column: other_name: its name
// column: person: name of the person; empty without --names
// column: author: key of the person; empty without --names
// column: persons: persons whose both addresses are certain, and who are one person as far as is known
// column: for_review: further persons who rest on an address or a join that a person must look at; never added to persons
// column: readable: works of the years asked for, of any country, with a printed affiliation
// column: all_works: works of those years in the store
// column: confidence: the least confidence among the persons of this row
// column: dois: DOIs of their works with an address in the country
// column: work_keys: keys of these works; some have no DOI
// column: other_dois: DOIs of their works with only the other country; empty without --names
// column: other_work_keys: keys of these works; empty without --names
// column: affiliations: country and affiliation as printed, on the first of the works listed; with --names on all of both kinds
// column: rules: country, rule that read it from print, and its confidence; with --names also the rules by which the works are one person's
// column: state: possible, or review where no person of the row is certain
// column: caveat: what could mislead in this row
// caveat: A different address is a possible move, not a proven one. It may be a stay abroad, a place of study, a second post, the
//   address of a co-author printed for all, another person of the same name, or an error of a record.
// caveat: An address is a fact about a work. It shows nothing about a person's nationality, and a person may be in danger who is
//   pointed at for a change of address: nobody is named, and the works that would show who it is are not paired, without --names.
// caveat: The order in time is not looked at: the other address may be the earlier one.
// caveat: A work counts as only elsewhere where no reading of the author's own addresses is in the country, not even one for
//   review. Where an address in the country was given to no author of that work, the person is for review.
// caveat: A person stands in one row for each other country, and in the first year of each: rows of several countries must not
//   be added up.
// caveat: What a record says elsewhere than in an address line (whom to write to, a present address, an e-mail domain, a
//   biography) makes a country one for review at most. It stands in affiliations as `(not an address line; …)`.
// caveat: A group that signs a work is no person. Works without a printed affiliation say nothing: see readable and all_works.
// example: coauth query address-differs --from 2010
// example: coauth query address-differs --other CN --review include --json
MATCH (x:Work)
WHERE CASE
        WHEN $from IS NULL AND $to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce($from, 1) = 0
        ELSE x.year >= coalesce($from, 0) AND x.year <= coalesce($to, 9999)
      END
WITH count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
// 0 to 0 asks for what is left out for want of a year: one work without a year is enough
MATCH (c:Country {code: $country})<-[:INVOLVES]-(u:Work)
WHERE CASE
        WHEN ($from IS NULL AND $to IS NULL) OR coalesce($from, 1) = 0 THEN true
        WHEN u.year IS NULL THEN false
        ELSE u.year >= coalesce($from, 0) AND u.year <= coalesce($to, 9999)
      END
MATCH (u)<-[r:AUTHORED]-(p:Author)
WHERE r.collective IS NULL
  AND any(n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
        WHERE r.ev_kind[n] = 'country' AND r.ev_value[n] = $country
          AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes'))
WITH DISTINCT all_works, readable, p
MATCH (p)-[s:AUTHORED]->(w:Work)
WHERE s.collective IS NULL
  AND CASE
        WHEN ($from IS NULL AND $to IS NULL) OR coalesce($from, 1) = 0 THEN true
        WHEN w.year IS NULL THEN false
        ELSE w.year >= coalesce($from, 0) AND w.year <= coalesce($to, 9999)
      END
WITH all_works, readable, p, s, w,
     [n IN range(0, size(coalesce(s.ev_kind, [])) - 1)
       WHERE s.ev_kind[n] = 'country' AND (s.ev_statement[n] < 0 OR s.ev_state[n] <> 'yes') | {
         code: s.ev_value[n], review: s.ev_state[n] <> 'yes', rule: s.ev_rule[n], confidence: s.ev_confidence[n],
         statement: s.ev_statement[n] >= 0,
         printed: CASE WHEN s.ev_affiliation[n] >= 0 THEN s.affiliations[s.ev_affiliation[n]]
                  WHEN s.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + s.statement_kinds[s.ev_statement[n]] + ', '
                    + s.statement_places[s.ev_statement[n]] + ': "' + left(s.statements[s.ev_statement[n]], 300)
                    + CASE WHEN size(s.statements[s.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }] AS evidence
WHERE size(evidence) > 0
// each work by the country for which it speaks: by an address there, or else by each of the others
UNWIND CASE WHEN any(e IN evidence WHERE e.code = $country) THEN [$country]
       ELSE reduce(seen = [], e IN evidence | CASE WHEN e.code IN seen THEN seen ELSE seen + [e.code] END) END AS code
WITH all_works, readable, p, s, w, code,
     CASE WHEN any(e IN evidence WHERE e.code = code AND NOT e.review) THEN [e IN evidence WHERE e.code = code AND NOT e.review]
          ELSE [e IN evidence WHERE e.code = code] END AS evidence
WITH all_works, readable, p, s, w, code, evidence,
     reduce(most = 0.0, e IN evidence | CASE WHEN e.confidence > most THEN e.confidence ELSE most END) AS read
WITH all_works, readable, p, code, {
       w: w, evidence: evidence, rule: s.person_rule, person: s.person_confidence,
       confidence: CASE WHEN s.person_confidence < read THEN s.person_confidence ELSE read END,
       review: evidence[0].review OR s.person_state <> 'yes'
         OR (code <> $country AND any(n IN range(0, size(coalesce(w.ev_kind, [])) - 1)
              WHERE w.ev_kind[n] = 'country' AND w.ev_value[n] = $country
                AND (w.ev_statement[n] < 0 OR w.ev_state[n] <> 'yes')))
     } AS one
ORDER BY p.key, one.w.year, one.w.key
WITH all_works, readable, p, code, collect(one) AS works
WITH all_works, readable, p, collect({code: code, works: works}) AS sides
WITH all_works, readable, p, sides, [s IN sides WHERE s.code = $country][0].works AS ours
WHERE ours IS NOT NULL
UNWIND [s IN sides WHERE s.code <> $country AND ($other IS NULL OR s.code = $other)] AS side
WITH all_works, readable, p, side.code AS code, ours, side.works AS theirs
WHERE coalesce($from, 1) <> 0 OR any(o IN ours + theirs WHERE o.w.year IS NULL)
WITH all_works, readable, p, code, ours, theirs,
     [o IN ours WHERE NOT o.review AND o.confidence >= $min_confidence] AS sure,
     [o IN theirs WHERE NOT o.review AND o.confidence >= $min_confidence] AS sure_theirs
WITH all_works, readable, p, code, ours, theirs, sure, sure_theirs, size(sure) > 0 AND size(sure_theirs) > 0 AS certain
WHERE certain OR any(o IN ours + theirs WHERE o.review)
WITH all_works, readable, p, code, certain,
     CASE WHEN certain THEN sure ELSE ours END AS ours, CASE WHEN certain THEN sure_theirs ELSE theirs END AS theirs
// the surest of each side counts, the certain before what is for review
WITH all_works, readable, p, code, certain, ours, theirs,
     CASE WHEN any(o IN ours WHERE NOT o.review) THEN [o IN ours WHERE NOT o.review] ELSE ours END AS best,
     CASE WHEN any(o IN theirs WHERE NOT o.review) THEN [o IN theirs WHERE NOT o.review] ELSE theirs END AS best_theirs
WITH all_works, readable, p, code, certain, ours, theirs,
     reduce(most = 0.0, o IN best | CASE WHEN o.confidence > most THEN o.confidence ELSE most END) AS of_ours,
     reduce(most = 0.0, o IN best_theirs | CASE WHEN o.confidence > most THEN o.confidence ELSE most END) AS of_theirs,
     COUNT { (p)-[:MAY_BE]-() } > 0 AS doubt
WITH all_works, readable, p, code, certain, ours, theirs, doubt,
     CASE WHEN of_theirs < of_ours THEN of_theirs ELSE of_ours END AS confidence,
     $review = 'include' OR certain = ($review = 'leave-out') AS listed,
     reduce(first = null, o IN theirs | CASE WHEN first IS NULL OR o.w.year < first THEN o.w.year ELSE first END) AS year
ORDER BY code, year, p.key
WITH all_works, readable, code, year, CASE WHEN $names THEN p.key END AS author, CASE WHEN $names THEN p.name END AS person,
     count(CASE WHEN certain THEN 1 END) AS persons, count(CASE WHEN NOT certain THEN 1 END) AS for_review,
     min(CASE WHEN listed THEN confidence END) AS confidence,
     collect(CASE WHEN listed THEN {ours: ours, theirs: theirs, doubt: doubt} END) AS listed
WHERE size(listed) > 0
MATCH (d:Country {code: code})
WITH all_works, readable, code, year, author, person, persons, for_review, confidence, listed, d.name AS other_name,
     reduce(all = [], one IN listed | all + one.ours) AS ours, reduce(all = [], one IN listed | all + one.theirs) AS theirs
WITH all_works, readable, code, year, author, person, persons, for_review, confidence, listed, other_name, ours, theirs,
     reduce(all = [], o IN CASE WHEN $names THEN ours ELSE ours[0..1] END | all + o.evidence)
       + reduce(all = [], o IN CASE WHEN $names THEN theirs ELSE [] END | all + o.evidence) AS shown,
     reduce(least = 1.0, o IN ours + theirs | CASE WHEN o.person < least THEN o.person ELSE least END) AS held
WITH all_works, readable, code, year, author, person, persons, for_review, confidence, other_name, ours, theirs, shown,
     ['possible only']
     + CASE WHEN year IS NULL THEN ['no year known'] ELSE [] END
     + CASE WHEN persons = 0 THEN ['all of them are for review']
            WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN held < 1 THEN ['namesakes are possible: the least certain join has ' + toString(held)] ELSE [] END
     + CASE WHEN any(one IN listed WHERE one.doubt) THEN
         [toString(size([one IN listed WHERE one.doubt])) + ' may be one with another person, who was not joined'] ELSE [] END
     + CASE WHEN all(e IN shown WHERE e.code <> $country OR e.statement)
         THEN [$country + ' rests on a statement alone, no address line says so'] ELSE [] END
     + CASE WHEN $country IN ['KP', 'KR'] AND code IN ['KP', 'KR']
         THEN ['KP and KR are often mistaken for each other by databases: look at the printed affiliations'] ELSE [] END
       AS cautions
RETURN year, code AS other_country, other_name, person, author, persons, for_review, readable, all_works, confidence,
       reduce(seen = [], o IN ours | CASE WHEN o.w.doi IS NULL OR o.w.doi IN seen THEN seen ELSE seen + [o.w.doi] END) AS dois,
       reduce(seen = [], o IN CASE WHEN coalesce($from, 1) = 0 THEN [o IN ours + theirs WHERE o.w.year IS NULL] ELSE ours END |
         CASE WHEN o.w.key IN seen THEN seen ELSE seen + [o.w.key] END) AS work_keys,
       reduce(seen = [], o IN CASE WHEN $names THEN theirs ELSE [] END |
         CASE WHEN o.w.doi IS NULL OR o.w.doi IN seen THEN seen ELSE seen + [o.w.doi] END) AS other_dois,
       reduce(seen = [], o IN CASE WHEN $names THEN theirs ELSE [] END |
         CASE WHEN o.w.key IN seen THEN seen ELSE seen + [o.w.key] END) AS other_work_keys,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)]
           + [o IN CASE WHEN $names THEN ours + theirs ELSE [] END | 'person: ' + o.rule + ', ' + toString(o.person)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       CASE WHEN persons > 0 THEN 'possible' ELSE 'review' END AS state,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY year, other_country, person, author
