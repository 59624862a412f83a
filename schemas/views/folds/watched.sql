-- A day and how much of it was seen: sources that were due, those that gave what they should, the worst state of them.
select
    day,
    cast(count(*) filter (where state <> 'retired' and (polls_due > 0 or state <> 'ok')) as integer) as sources_due,
    cast(count(*) filter (where state = 'ok' and polls_due > 0) as integer) as sources_ok,
    case
        when bool_or(state = 'gap') then 'gap'
        when bool_or(state = 'blocked') then 'blocked'
        when bool_or(state = 'thin') then 'thin'
        when bool_or(state = 'ok') then 'ok'
    end as coverage_state,
    coalesce(bool_or(is_news_lost), false) as is_news_lost,
    coalesce(list(source_id order by source_id) filter (where state in ('gap', 'blocked')), []) as without_data
from covered
group by all
