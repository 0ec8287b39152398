// Share of works led by a country
// Of the works that a country publishes with others, how many have a first or a corresponding author
// with an address there?
// Change the values in the next lines; the rest stays as it is.
WITH 'KP' AS asked_country,        // the country whose works with partners are counted
     'either' AS asked_lead,       // who leads a work: its first author, a corresponding author, or either of them (first, corresponding, either)
     null AS asked_from,           // first year of publication that counts; a work without a year is left out where this or --to is given
     null AS asked_to,             // last year of publication that counts, all of it
     0.5 AS asked_min_confidence,  // least confidence of both countries and of the address of who leads; what is for review is counted whatever its confidence
     'leave-out' AS asked_review   // works of which a country, or the address of who leads, is for review (leave-out, include, only)
CALL (asked_country, asked_lead, asked_from, asked_to, asked_min_confidence, asked_review) {
MATCH (x:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN x.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE x.year >= coalesce(asked_from, 0) AND x.year <= coalesce(asked_to, 9999)
      END
WITH x.year AS year, count(x) AS all_works, count(CASE WHEN x.readable THEN 1 END) AS readable
WITH collect({year: year, all_works: all_works, readable: readable}) AS totals
MATCH (c:Country {code: asked_country})<-[i:INVOLVES]-(w:Work)
WHERE CASE
        WHEN asked_from IS NULL AND asked_to IS NULL THEN true
        WHEN w.year IS NULL THEN coalesce(asked_from, 1) = 0
        ELSE w.year >= coalesce(asked_from, 0) AND w.year <= coalesce(asked_to, 9999)
      END
MATCH (w)-[j:INVOLVES]->(d:Country)
WHERE d <> c
// of several partners the surest counts
WITH totals, w, i.review AS doubt, i.confidence AS ours,
     max(CASE WHEN NOT j.review THEN j.confidence END) AS sure, max(CASE WHEN j.review THEN j.confidence END) AS unsure
WITH totals, w, doubt, ours, sure, unsure,
     (NOT doubt AND ours >= asked_min_confidence AND coalesce(sure, -1) >= asked_min_confidence) AS certain
WHERE certain OR doubt OR unsure IS NOT NULL
WITH totals, w, certain,
     CASE WHEN coalesce(sure, unsure) < ours THEN coalesce(sure, unsure) ELSE ours END AS confidence
OPTIONAL MATCH (w)<-[r:AUTHORED]-()
WHERE r.position = 0 OR r.corresponding
WITH totals, w, certain, confidence, r,
     [n IN range(0, size(coalesce(r.ev_kind, [])) - 1) WHERE r.ev_kind[n] = 'country' | n] AS read
WITH totals, w, certain, confidence, r.position AS position, r.corresponding AS corresponding,
     CASE WHEN r IS NULL THEN null
          WHEN any(n IN read WHERE r.ev_value[n] = asked_country AND r.ev_state[n] = 'yes' AND r.ev_affiliation[n] >= 0
            AND r.ev_confidence[n] >= asked_min_confidence) THEN 'yes'
          WHEN any(n IN read WHERE r.ev_value[n] = asked_country AND r.ev_state[n] <> 'yes') THEN 'review'
          WHEN any(n IN read WHERE r.ev_value[n] = asked_country) THEN 'unknown'
          WHEN size(coalesce(r.affiliations, [])) > 0
            AND all(k IN range(0, size(r.affiliations) - 1) WHERE any(n IN read WHERE r.ev_affiliation[n] = k
              AND r.ev_state[n] = 'yes' AND r.ev_confidence[n] >= asked_min_confidence)) THEN 'no'
          ELSE 'unknown' END AS value,
     reduce(best = 0.0, n IN [n IN read WHERE r.ev_value[n] = asked_country AND r.ev_state[n] = 'yes'] |
       CASE WHEN r.ev_confidence[n] > best THEN r.ev_confidence[n] ELSE best END) AS address
WITH totals, w, certain, confidence,
     collect(CASE WHEN position = 0 THEN value END) AS firsts,
     collect(CASE WHEN corresponding THEN value END) AS marked,
     max(CASE WHEN value = 'yes' AND ((asked_lead <> 'corresponding' AND position = 0) OR (asked_lead <> 'first' AND corresponding))
       THEN address END) AS address
// where two records disagree on who stands first, only what holds for both is certain
WITH totals, w, certain, confidence, address, size(marked) = 0 AS unnamed,
     CASE WHEN size(firsts) = 0 THEN 'unknown'
          WHEN all(one IN firsts WHERE one = firsts[0]) THEN firsts[0]
          WHEN any(one IN firsts WHERE one IN ['yes', 'review']) THEN 'review'
          ELSE 'unknown' END AS first,
     CASE WHEN 'yes' IN marked THEN 'yes'
          WHEN 'review' IN marked THEN 'review'
          WHEN size(marked) = 0 OR 'unknown' IN marked THEN 'unknown'
          ELSE 'no' END AS corresponding
WITH totals, w, certain, confidence, address, unnamed,
     CASE WHEN asked_lead = 'first' THEN [first] WHEN asked_lead = 'corresponding' THEN [corresponding]
          ELSE [first, corresponding] END AS values
WITH totals, w, unnamed,
     CASE WHEN NOT certain THEN 'review'
          WHEN 'yes' IN values THEN 'yes'
          WHEN 'review' IN values THEN 'review'
          WHEN 'unknown' IN values THEN 'unknown'
          ELSE 'no' END AS led,
     CASE WHEN certain AND 'yes' IN values AND address < confidence THEN address ELSE confidence END AS confidence
WITH totals, w, unnamed, led, confidence,
     CASE WHEN led = 'yes' THEN 0 WHEN led = 'no' THEN 1 WHEN led = 'unknown' THEN 2 ELSE 3 END AS place
ORDER BY place, w.key
WITH totals, w.year AS year,
     count(CASE WHEN led = 'yes' THEN 1 END) AS yes, count(CASE WHEN led = 'no' THEN 1 END) AS no,
     count(CASE WHEN led = 'unknown' THEN 1 END) AS unknown, count(CASE WHEN led = 'review' THEN 1 END) AS for_review,
     count(CASE WHEN led = 'unknown' AND unnamed AND asked_lead <> 'first' THEN 1 END) AS unnamed,
     min(CASE WHEN asked_review = 'include' OR (led = 'review') = (asked_review = 'only') THEN confidence END) AS confidence,
     collect(CASE WHEN asked_review = 'include' OR (led = 'review') = (asked_review = 'only') THEN {w: w, led: led} END) AS listed
WHERE size(listed) > 0
WITH [t IN totals WHERE coalesce(t.year, -1) = coalesce(year, -1)][0] AS total,
     year, yes, no, unknown, for_review, unnamed, confidence, listed, listed[0].w AS example
OPTIONAL MATCH (example)<-[r:AUTHORED]-()
WHERE (asked_lead <> 'corresponding' AND r.position = 0) OR (asked_lead <> 'first' AND r.corresponding)
WITH total, year, yes, no, unknown, for_review, unnamed, confidence, listed, r,
     CASE WHEN r.position = 0 AND coalesce(r.corresponding, false) THEN 'first and corresponding author, '
          WHEN r.position = 0 THEN 'first author, ' ELSE 'corresponding author, ' END AS role
ORDER BY year, r.position, r.key
WITH total, year, yes, no, unknown, for_review, unnamed, confidence, listed,
     collect([n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
         WHERE r.ev_kind[n] = 'country' AND (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') | {
         code: role + r.ev_value[n], rule: r.ev_rule[n], confidence: r.ev_confidence[n],
         printed: CASE WHEN r.ev_affiliation[n] >= 0 THEN r.affiliations[r.ev_affiliation[n]]
                  WHEN r.ev_statement[n] < 0 THEN '(label of the source, not printed)'
                  ELSE '(not an address line; ' + r.statement_kinds[r.ev_statement[n]] + ', '
                    + r.statement_places[r.ev_statement[n]] + ': "' + left(r.statements[r.ev_statement[n]], 300)
                    + CASE WHEN size(r.statements[r.ev_statement[n]]) > 300 THEN ' …' ELSE '' END + '")' END }]) AS of_authors
WITH total, year, yes, no, unknown, for_review, unnamed, confidence, listed,
     reduce(all = [], some IN of_authors | all + some) AS shown,
     1.0 * (yes + no) AS known, yes + no + unknown AS works
WITH total, year, yes, no, unknown, for_review, unnamed, confidence, listed, shown, known, works,
     CASE WHEN known > 0 THEN yes / known END AS share, 1.959964 AS z
WITH total, year, yes, no, unknown, for_review, unnamed, confidence, listed, shown, works, share,
     CASE WHEN known > 0 THEN (share + z * z / (2 * known)) / (1 + z * z / known) END AS middle,
     CASE WHEN known > 0 THEN z * sqrt(share * (1 - share) / known + z * z / (4 * known * known)) / (1 + z * z / known) END
       AS reach,
     CASE WHEN year IS NULL THEN ['no year known'] ELSE [] END
     + CASE WHEN works = 0 THEN ['all of them are for review']
            WHEN for_review > 0 THEN [toString(for_review) + ' more for review'] ELSE [] END
     + CASE WHEN unnamed > 0 THEN ['no corresponding author is named on ' + toString(unnamed) + ' of the unknown'] ELSE [] END
     + CASE WHEN works > 0 AND known < works / 2.0
         THEN ['who leads is unknown for more than half: look at share_least and share_most'] ELSE [] END AS cautions
RETURN year, works, yes AS led, no AS not_led, unknown, for_review,
       round(10000.0 * share) / 10000 AS share,
       CASE WHEN middle > reach THEN round(10000.0 * (middle - reach)) / 10000 WHEN middle IS NOT NULL THEN 0.0 END
         AS share_low,
       CASE WHEN middle + reach < 1 THEN round(10000.0 * (middle + reach)) / 10000 WHEN middle IS NOT NULL THEN 1.0 END
         AS share_high,
       CASE WHEN works > 0 THEN round(10000.0 * yes / works) / 10000 END AS share_least,
       CASE WHEN works > 0 THEN round(10000.0 * (yes + unknown) / works) / 10000 END AS share_most,
       total.readable AS readable, total.all_works AS all_works,
       confidence,
       [one IN listed WHERE one.w.doi IS NOT NULL | one.w.doi] AS dois,
       [one IN listed | one.w.key] AS work_keys,
       [one IN listed | one.led] AS leads,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.printed] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS affiliations,
       reduce(seen = [], one IN [e IN shown | e.code + ': ' + e.rule + ', ' + toString(e.confidence)] |
         CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS rules,
       reduce(text = '', one IN cautions | text + CASE WHEN text = '' THEN '' ELSE '; ' END + one) AS caveat
ORDER BY year
}
RETURN year, works, led, not_led, unknown, for_review, share, share_low, share_high, share_least, share_most, readable, all_works, confidence, dois, work_keys, leads, affiliations, rules, caveat
