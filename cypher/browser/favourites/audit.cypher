// Data quality
// Which works have no affiliation, no country, more than one reading of a country, a country for
// review, an institution with a name that many have, a bare "Korea", or Pyongyang under KR?
// Change the values in the next lines; the rest stays as it is.
WITH null AS asked_problem,        // this problem only (no affiliation, no country found, conflicting country, country for review, generic institution, bare Korea, Pyongyang under KR)
     null AS asked_from,           // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,             // last year of publication that counts, all of it
     0.0 AS asked_min_confidence,  // least confidence of the evidence that a row shows; 0 by default, since doubtful evidence is what is looked for
     'include' AS asked_review     // problems in which a reading is for review; included by default, since they are what is looked for (leave-out, include, only)
CALL (asked_problem, asked_from, asked_to, asked_min_confidence, asked_review) {
CALL (asked_problem, asked_from, asked_to, asked_min_confidence, asked_review) {
  // unsettled works are marked when they are loaded; all others have nothing to say here
  MATCH (w:Work {unsettled: true})
  WHERE NOT coalesce(w.readable, false) AND (asked_problem IS NULL OR asked_problem = 'no affiliation') AND CASE
          WHEN asked_from IS NULL AND asked_to IS NULL THEN true
          WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
          ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
        END
  OPTIONAL MATCH (w)-[:INVOLVES]->(c:Country)
  WITH w, c
  ORDER BY c.code
  WITH w, collect(c.code) AS codes
  CALL (asked_problem, asked_from, asked_to, asked_min_confidence, asked_review, w, codes) {
    UNWIND CASE WHEN size(codes) > 0 THEN [1] ELSE [] END AS look
    MATCH (w)<-[r:AUTHORED]-()
    RETURN collect([n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
      WHERE r.ev_kind[n] = 'country' AND r.ev_statement[n] < 0 | r.ev_value[n]]) AS by_author
  }
  WITH w, reduce(all = [], some IN by_author | all + some) AS labelled, codes
  RETURN w, 'no affiliation' AS problem, null AS person, null AS affiliation,
         'no affiliation is printed'
           + CASE WHEN any(c IN codes WHERE c IN labelled)
               THEN '; a country only by the source\'s own label: '
                 + reduce(text = '', code IN [c IN codes WHERE c IN labelled] |
                 text + CASE WHEN text = '' THEN '' ELSE ', ' END + code) ELSE '' END
           + CASE WHEN any(c IN codes WHERE NOT c IN labelled)
               THEN '; a country only by a statement that is no address line: '
                 + reduce(text = '', code IN [c IN codes WHERE NOT c IN labelled] |
                 text + CASE WHEN text = '' THEN '' ELSE ', ' END + code) ELSE '' END AS detail,
         '' AS rule, null AS confidence, -1 AS position, 0 AS number, false AS review
UNION ALL
  // addresses of authors, and those that no author was given
  CALL (asked_problem, asked_from, asked_to, asked_min_confidence, asked_review) {
    MATCH (w:Work {unsettled: true})
    WHERE w.readable AND (asked_problem IS NULL OR NOT asked_problem IN ['no affiliation', 'generic institution']) AND CASE
            WHEN asked_from IS NULL AND asked_to IS NULL THEN true
            WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
            ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
          END
    MATCH (w)<-[r:AUTHORED]-()
    WHERE size(coalesce(r.affiliations, [])) > 0
    RETURN w, r.printed AS person, r.position AS position, r.affiliations AS affiliations,
           r.ev_affiliation AS at, r.ev_kind AS kinds, r.ev_value AS values, r.ev_state AS states,
           r.ev_rule AS rules, r.ev_confidence AS confidences
  UNION ALL
    MATCH (w:Work {unsettled: true})
    WHERE size(coalesce(w.affiliations, [])) > 0 AND (asked_problem IS NULL OR NOT asked_problem IN ['no affiliation', 'generic institution'])
    RETURN w, '(address given to no author)' AS person, 1000000 AS position, w.affiliations AS affiliations,
           w.ev_affiliation AS at, w.ev_kind AS kinds, w.ev_value AS values, w.ev_state AS states,
           w.ev_rule AS rules, w.ev_confidence AS confidences
  }
  WITH w, person, position, affiliations, at, values, states, rules, confidences, kinds,
       [n IN range(0, size(coalesce(kinds, [])) - 1) WHERE kinds[n] = 'country' AND at[n] >= 0] AS read,
       [n IN range(0, size(coalesce(kinds, [])) - 1) WHERE kinds[n] = 'label'] AS labels
  // most addresses have one certain country and are done with here
  WHERE size(labels) > 0 OR any(n IN read WHERE states[n] <> 'yes')
     OR any(number IN range(0, size(affiliations) - 1) WHERE none(n IN read WHERE at[n] = number))
  UNWIND range(0, size(affiliations) - 1) AS number
  WITH w, person, position, affiliations, at, values, states, rules, confidences, number, labels, read,
       [n IN read WHERE at[n] = number] AS here
  WITH w, person, position, number, affiliations[number] AS affiliation, values, states, rules, confidences, here,
       [n IN here WHERE states[n] <> 'yes'] AS doubts,
       // a country that the source attached contradicts each address of that author that was read; KR the one in KP
       [n IN labels WHERE size(here) > 0 AND (values[n] <> 'KR' OR none(m IN read WHERE values[m] = 'KP')
         OR any(m IN here WHERE values[m] = 'KP'))] AS labels,
       reduce(seen = [], n IN here | CASE WHEN values[n] IN seen THEN seen ELSE seen + [values[n]] END) AS codes
  WITH w, person, position, number, affiliation, values, rules, confidences, here, doubts, labels, codes,
       [n IN labels WHERE NOT values[n] IN codes] AS against,
       any(n IN here WHERE rules[n] = 'bare-korea') AS bare
  WITH w, person, position, number, affiliation, values, rules, confidences, here, labels, codes, against,
       CASE WHEN size(here) = 0 THEN ['no country found'] ELSE [] END
       + CASE WHEN bare THEN ['bare Korea'] ELSE [] END
       + CASE WHEN (size(doubts) > 0 AND size(codes) > 1 AND NOT bare) OR size(against) > 0
           THEN ['conflicting country'] ELSE [] END
       + CASE WHEN size(doubts) > 0 AND size(codes) = 1 AND NOT bare THEN ['country for review'] ELSE [] END
       + CASE WHEN ('KP' IN codes AND any(n IN against WHERE values[n] = 'KR'))
             OR (size(doubts) > 0 AND NOT bare AND 'KP' IN codes AND 'KR' IN codes)
           THEN ['Pyongyang under KR'] ELSE [] END AS problems
  UNWIND problems AS problem
  WITH w, person, position, number, affiliation, values, rules, confidences, problem, codes, against,
       CASE WHEN problem IN ['conflicting country', 'Pyongyang under KR'] THEN here + against ELSE here END AS shown
  RETURN w, problem, person, affiliation,
         CASE
           WHEN problem = 'no country found' THEN 'no country was read from this affiliation'
           ELSE reduce(text = '', code IN codes | text + CASE WHEN text = '' THEN '' ELSE ' or ' END + code)
             + CASE WHEN problem = 'country for review' THEN ' is the only reading, and not certain' ELSE '' END
             + CASE WHEN size(against) > 0 AND NOT problem IN ['bare Korea', 'country for review']
                 THEN ' is read from print; the source says ' + reduce(text = '', n IN against |
                   text + CASE WHEN text = '' THEN '' ELSE ', ' END + values[n]) ELSE '' END
         END AS detail,
         reduce(text = '', rule IN reduce(seen = [], n IN shown |
             CASE WHEN rules[n] IN seen THEN seen ELSE seen + [rules[n]] END) |
           text + CASE WHEN text = '' THEN '' ELSE ', ' END + rule) AS rule,
         reduce(best = null, n IN shown |
           CASE WHEN best IS NULL OR confidences[n] > best THEN confidences[n] ELSE best END) AS confidence,
         position, number, problem <> 'no country found' AS review
UNION ALL
  // a body and a field, and nothing that tells which
  MATCH (i:Institution)<-[:NAMES]-(w:Work)
  WHERE i.status = 'printed' AND (asked_problem IS NULL OR asked_problem = 'generic institution')
    AND toLower(i.name) =~ '((the|state|national|royal) )*(academy|institute|university|college|school|faculty) (of|for) (the )?((natural|medical|social|agricultural|applied|pure) )?(sciences?|technology|engineering|medicine|agriculture|education|physics|chemistry|mathematics|biology)( and (technology|engineering|sciences?))?'
    AND CASE
          WHEN asked_from IS NULL AND asked_to IS NULL THEN true
          WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
          ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
        END
  WITH i, w
  CALL (asked_problem, asked_from, asked_to, asked_min_confidence, asked_review, w) {
    MATCH (w)<-[r:AUTHORED]-()
    RETURN r.printed AS person, r.position AS position, r.affiliations AS affiliations, r.ev_affiliation AS at,
           r.ev_value AS values, r.ev_rule AS rules, r.ev_confidence AS confidences
  UNION ALL
    WITH w
    RETURN '(address given to no author)' AS person, 1000000 AS position, w.affiliations AS affiliations,
           w.ev_affiliation AS at, w.ev_value AS values, w.ev_rule AS rules, w.ev_confidence AS confidences
  }
  UNWIND [n IN range(0, size(coalesce(values, [])) - 1) WHERE values[n] = i.key AND at[n] >= 0] AS number
  RETURN w, 'generic institution' AS problem, person, affiliations[at[number]] AS affiliation,
         i.name + ' is the name of many' AS detail, rules[number] AS rule, confidences[number] AS confidence,
         position, number, true AS review
UNION ALL
  // what nothing but a statement says
  CALL (asked_problem, asked_from, asked_to, asked_min_confidence, asked_review) {
    MATCH (w:Work {unsettled: true})
    WHERE (asked_problem IS NULL OR asked_problem = 'country for review') AND CASE
            WHEN asked_from IS NULL AND asked_to IS NULL THEN true
            WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
            ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
          END
    MATCH (w)<-[r:AUTHORED]-()
    WHERE size(coalesce(r.statements, [])) > 0
    RETURN w, r.printed AS person, r.position AS position, r.statements AS statements, r.statement_kinds AS said,
           r.statement_places AS places, r.ev_statement AS at, r.ev_kind AS kinds, r.ev_value AS values,
           r.ev_state AS states, r.ev_rule AS rules, r.ev_confidence AS confidences
  UNION ALL
    MATCH (w:Work {unsettled: true})
    WHERE size(coalesce(w.statements, [])) > 0 AND (asked_problem IS NULL OR asked_problem = 'country for review')
    RETURN w, '(a statement about no one author)' AS person, 1000000 AS position, w.statements AS statements,
           w.statement_kinds AS said, w.statement_places AS places, w.ev_statement AS at, w.ev_kind AS kinds,
           w.ev_value AS values, w.ev_state AS states, w.ev_rule AS rules, w.ev_confidence AS confidences
  }
  UNWIND [n IN range(0, size(coalesce(kinds, [])) - 1)
    WHERE kinds[n] = 'country' AND at[n] >= 0 AND states[n] <> 'yes'] AS number
  MATCH (w)-[i:INVOLVES]->(c:Country)
  WHERE i.review AND c.code = values[number]
  RETURN w, 'country for review' AS problem, person,
         '(not an address line; ' + said[at[number]] + ', ' + places[at[number]] + ': "'
           + left(statements[at[number]], 300)
           + CASE WHEN size(statements[at[number]]) > 300 THEN ' …' ELSE '' END + '")' AS affiliation,
         c.code + ' is read from a statement, not from an address line' AS detail,
         rules[number] AS rule, confidences[number] AS confidence, position, number, true AS review
}
WITH w, problem, person, affiliation, detail, rule, confidence, position, number, review
WHERE (asked_problem IS NULL OR problem = asked_problem)
  AND (confidence IS NULL OR confidence >= asked_min_confidence)
  AND (asked_review = 'include' OR review = (asked_review = 'only'))
  AND CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
RETURN problem, w.key AS work, w.doi AS doi, w.title AS title, w.year AS year,
       person, affiliation, detail, rule, confidence
ORDER BY problem, year, work, position, person, number, affiliation
}
RETURN problem, work, doi, title, year, person, affiliation, detail, rule, confidence
