-- 22. Is a quiet week really quiet, or did feeds fail?
with asked as (
    select coalesce(try_cast(getvariable('as_of') as date), (select max(day) from trend)) as day
),
counted as (
    select
        day,
        cast(sum(disputes_opened) as integer) as disputes_opened,
        cast(sum(article_count) as integer) as article_count,
        any_value(sources_due) as sources_due,
        any_value(sources_ok) as sources_ok,
        any_value(without_data) as without_data,
        coalesce(any_value(is_complete), false) as is_complete
    from trend
    group by all
),
thin as (
    select
        day,
        list(source_id || ': ' || reason order by source_id) as thin
    from coverage
    where state = 'thin'
    group by all
)
select
    c.day,
    c.disputes_opened,
    c.article_count,
    c.sources_due,
    c.sources_ok,
    len(c.without_data) as sources_without_data,
    c.without_data,
    coalesce(t.thin, []) as thin,
    case
        when not c.is_complete then 'not all seen'
        when c.disputes_opened + c.article_count = 0 then 'quiet'
        else 'seen'
    end as verdict
from counted c
cross join asked q
left join thin t on t.day = c.day
where c.day between q.day - 6 and q.day
order by c.day
