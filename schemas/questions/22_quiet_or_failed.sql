-- 22. Is a quiet week really quiet, or did feeds fail?
with asked as (
    select coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel)) as day
),
opened as (
    select
        opened_on as day,
        count(*) as disputes_opened
    from disputes
    group by all
)
select
    c.day,
    coalesce(any_value(o.disputes_opened), 0) as disputes_opened,
    count(*) filter (where c.state = 'ok') as sources_ok,
    count(*) filter (where c.state = 'thin') as sources_thin,
    count(*) filter (where c.state in ('gap', 'blocked')) as sources_without_data,
    list(c.source_id order by c.source_id) filter (where c.state in ('gap', 'blocked')) as without_data,
    sum(c.items_listed) as items_listed,
    case when count(*) filter (where c.state in ('gap', 'blocked')) > 0 then 'not all seen' else 'seen' end as verdict
from coverage c
cross join asked q
left join opened o on o.day = c.day
where c.day between q.day - 6 and q.day
group by c.day
order by c.day
