// What stands on works themselves.
UNWIND $works AS key
MATCH (w:Work {key: key})
RETURN w.key AS work, w.title AS title, w.year AS year, w.doi AS doi, w.readable AS readable,
       w.abstract IS NOT NULL AS has_abstract, w.review_reasons AS review_reasons, w.classified AS classified,
       w.submitted AS submitted, w.submitted_precision AS submitted_precision,
       w.accepted AS accepted, w.accepted_precision AS accepted_precision,
       w.online AS online, w.online_precision AS online_precision,
       w.published AS published, w.published_precision AS published_precision,
       w.affiliations AS affiliations, w.statements AS statements, w.statement_kinds AS statement_kinds,
       w.statement_places AS statement_places, w.ev_statement AS ev_statement, w.ev_affiliation AS ev_affiliation,
       w.ev_kind AS ev_kind, w.ev_value AS ev_value, w.ev_state AS ev_state, w.ev_rule AS ev_rule,
       w.ev_confidence AS ev_confidence
