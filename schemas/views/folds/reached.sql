-- An article and all that its reporting goes back to, itself included. Recursive.
select
    article_id,
    article_id as origin_id
from known_articles
union
select
    r.article_id,
    p.of_article_id
from reached r
join parents p on p.article_id = r.origin_id
