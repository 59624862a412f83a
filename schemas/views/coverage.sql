-- A source on a day: what was due and what came. No news and no data are different things.
with days as (
    select cast(unnest(generate_series(min(day), max(day), interval 1 day)) as date) as day
    from observed.commits
    where step = 'fetch'
),
polls as (
    select
        source_id,
        cast(known_at as date) as day,
        batch_id,
        bool_or(outcome in ('ok', 'not_modified', 'same_bytes')) as is_ok,
        bool_or(outcome in ('robots', 'blocked_address') or status in (401, 403, 451)) as is_blocked
    from observed.fetches
    where resource = 'source'
    group by all
),
polled as (
    select
        source_id,
        day,
        cast(count(*) as integer) as polls_due,
        cast(count(*) filter (where is_ok) as integer) as polls_ok,
        bool_or(is_blocked) as is_blocked
    from polls
    group by all
),
listed as (
    select
        source_id,
        cast(known_at as date) as day,
        cast(count(distinct url) as integer) as items
    from observed.entries
    group by all
),
fetched as (
    select
        source_id,
        cast(known_at as date) as day,
        cast(count(distinct url) filter (where outcome in ('ok', 'not_modified', 'same_bytes')) as integer) as items
    from observed.fetches
    where resource = 'page'
    group by all
),
parsed as (
    select
        source_id,
        cast(known_at as date) as day,
        cast(count(distinct revision_id) as integer) as items
    from observed.revisions
    where completeness <> 'headline'
    group by all
),
known_sources as (
    select
        source_id,
        outlet,
        min_items_per_day,
        false as is_retired
    from observed.sources
    union all
    select distinct
        p.source_id,
        p.source_id,
        0,
        true
    from polled p
    anti join observed.sources s on s.source_id = p.source_id
),
begun as (
    select
        source_id,
        min(day) as first_on,
        max(day) as last_on
    from polled
    group by all
),
grid as (
    select
        s.source_id,
        s.outlet,
        s.min_items_per_day,
        s.is_retired and d.day > b.last_on as is_retired,
        d.day,
        coalesce(p.polls_due, 0) as polls_due,
        coalesce(p.polls_ok, 0) as polls_ok,
        coalesce(p.is_blocked, false) as is_blocked,
        coalesce(l.items, 0) as items_listed,
        coalesce(f.items, 0) as items_fetched,
        coalesce(r.items, 0) as items_parsed
    from known_sources s
    join begun b on b.source_id = s.source_id
    join days d on d.day >= b.first_on
    left join polled p on p.source_id = s.source_id and p.day = d.day
    left join listed l on l.source_id = s.source_id and l.day = d.day
    left join fetched f on f.source_id = s.source_id and f.day = d.day
    left join parsed r on r.source_id = s.source_id and r.day = d.day
)
select
    source_id,
    outlet,
    day,
    case
        when is_retired then 'retired'
        when polls_ok = 0 and is_blocked then 'blocked'
        when polls_ok = 0 then 'gap'
        when items_listed < min_items_per_day then 'thin'
        else 'ok'
    end as state,
    polls_due,
    polls_ok,
    items_listed,
    items_fetched,
    items_parsed,
    cast(median(case when polls_ok > 0 then items_listed end) over (
        partition by source_id
        order by day
        range between interval 28 day preceding and interval 1 day preceding
    ) as double) as baseline
from grid
