-- 1. What disputes opened this week, who accuses whom of what, and how far has each gone?
-- The seven days up to as_of (set variable as_of = '2026-11-20'; without it, the newest day), as known then.
with asked as (
    select coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel)) as day
)
select
    d.dispute_id,
    d.title,
    d.accusers,
    d.accused,
    d.dispute_type,
    d.stage,
    d.opened_on,
    d.article_count,
    d.voice_count,
    d.sentence
from as_known(coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))) d
cross join asked q
where d.opened_on between q.day - 6 and q.day
order by
    d.opened_on desc,
    d.dispute_id
