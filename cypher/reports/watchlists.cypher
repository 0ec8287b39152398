// Which watch-lists are loaded, and the day of each copy.
MATCH (k:Watchlist)
OPTIONAL MATCH (k)<-[e:LISTED_ON]-(b:Institution)
RETURN k.key AS key, k.name AS name, k.kind AS kind, k.publisher AS publisher, k.dated AS dated,
       count(DISTINCT b) AS institutions
ORDER BY kind, dated, key
