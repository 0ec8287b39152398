// Which watch-lists are loaded, and the day of each copy.
MATCH (k:Watchlist)
OPTIONAL MATCH (k)<-[e:LISTED_ON]-(b:Institution)
RETURN k.key AS key, k.name AS name, k.kind AS kind, k.publisher AS publisher, k.dated AS dated,
       count(DISTINCT CASE WHEN NOT e.review THEN b END) AS institutions,
       count(DISTINCT b) - count(DISTINCT CASE WHEN NOT e.review THEN b END) AS for_review
ORDER BY kind, dated, key
