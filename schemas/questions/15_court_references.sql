-- 15. Which court references does each filed dispute have, and where were they first seen?
select
    d.dispute_id,
    d.title,
    d.stage,
    r.ref,
    r.ref_kind,
    r.first_seen_at,
    a.outlet,
    r.sentence,
    r.url
from court_refs r
join disputes d using (dispute_id)
left join articles a using (article_id)
where cast(r.first_seen_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
order by
    d.dispute_id,
    r.first_seen_at,
    r.ref
