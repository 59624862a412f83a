-- Where the reporting of an article comes from: the earliest that it goes back to.
select
    r.article_id,
    first(r.origin_id order by o.published_at, r.origin_id) as origin_id,
    first(o.owner_group order by o.published_at, r.origin_id) as owner_group
from reached r
join known_articles o on o.article_id = r.origin_id
group by all
