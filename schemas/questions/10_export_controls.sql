-- 10. Which disputes have export controls in the background, and is the link claimed as cause, fear or mere backdrop?
select
    c.dispute_id,
    d.title,
    c.relation,
    count(distinct c.article_id) as article_count,
    min_by(c.sentence, (c.known_at, c.context_id)) as sentence,
    min_by(c.url, (c.known_at, c.context_id)) as url
from contexts c
join disputes d using (dispute_id)
where c.context_kind = 'export_control'
    and cast(c.known_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
group by all
order by
    c.dispute_id,
    c.relation
