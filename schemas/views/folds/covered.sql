-- A source on a day: what its clock asked for and what came. A day that was not seen stays a gap, whatever came later.
with days as (
    select cast(unnest(generate_series(min(day), max(day), interval 1 day)) as date) as day
    from observed.commits
    where step = 'fetch'
),
told as (
    select
        *,
        cast(left(batch_id, 10) as date) as day,
        coalesce(outcome in ('ok', 'unchanged'), false) as is_answer,
        lag(state) over (partition by source_id order by known_at, batch_id) as last_state,
        max(items_listed) over (
            partition by source_id
            order by known_at, batch_id
            rows between unbounded preceding and 1 preceding
        ) as most_before,
        case state
            when 'resting' then coalesce(due_at, known_at + to_minutes(interval_minutes))
            else known_at + to_minutes(interval_minutes)
        end as next_at
    from observed.polls
),
polled as (
    select
        source_id,
        day,
        count(outcome) as polls_due,
        count(*) filter (where is_answer) as polls_ok,
        -- A paused source that is asked now and then, in vain, is still paused.
        bool_or(state = 'paused' or (not is_answer and outcome is not null and last_state = 'paused')) as is_paused,
        arg_max(case when outcome is null then failure_weight > 0 else not is_answer end, (known_at, batch_id)) as is_failing,
        arg_max(next_at, (known_at, batch_id)) as next_at,
        max(known_at) filter (where is_answer) as answered_at,
        arg_max(outcome, (known_at, batch_id)) filter (where not is_answer and outcome is not null) as failure,
        max(items_listed) as most_listed,
        sum(items_listed) as listed,
        sum(items_new) as items_new,
        sum(items_dated) as items_dated,
        bool_or(outcome = 'ok' and items_listed = 0 and most_before > 0) as is_emptied
    from told
    group by all
),
refused as (
    select distinct
        source_id,
        cast(left(batch_id, 10) as date) as day
    from observed.fetches
    where resource = 'source'
        and (outcome in ('robots', 'blocked_address') or status in (401, 403, 451))
),
listed as (
    select
        source_id,
        cast(left(batch_id, 10) as date) as day,
        count(distinct url) as items
    from observed.entries
    group by all
),
fetched as (
    select
        source_id,
        cast(left(batch_id, 10) as date) as day,
        count(distinct url) as items
    from observed.fetches
    where resource = 'page'
        and outcome in ('ok', 'not_modified', 'same_bytes')
    group by all
),
parsed as (
    select
        source_id,
        cast(left(batch_id, 10) as date) as day,
        count(distinct revision_id) as items
    from observed.revisions
    where completeness <> 'headline'
    group by all
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
        b.source_id,
        coalesce(s.outlet, b.source_id) as outlet,
        s.format,
        coalesce(s.min_items_per_day, 0) as min_items_per_day,
        coalesce(s.min_dated_share, 0) as min_dated_share,
        s.source_id is null and d.day > b.last_on as is_undeclared,
        d.day,
        p.source_id is not null as is_told,
        coalesce(p.polls_due, 0) as polls_due,
        coalesce(p.polls_ok, 0) as polls_ok,
        p.answered_at,
        p.failure,
        coalesce(p.is_emptied, false) and s.format not in ('news_sitemap', 'sitemap') as is_emptied,
        coalesce(p.items_new, 0) as items_new,
        coalesce(p.items_dated, 0) as items_dated,
        coalesce(p.listed, 0) as listed,
        r.source_id is not null or coalesce(p.failure in ('robots', 'blocked_address'), false) as is_refused,
        greatest(coalesce(l.items, 0), coalesce(p.most_listed, 0)) as items_listed,
        coalesce(f.items, 0) as items_fetched,
        coalesce(t.items, 0) as items_parsed,
        last_value(p.is_paused ignore nulls) over until_now as is_paused,
        last_value(p.is_failing ignore nulls) over until_now as is_failing,
        last_value(p.next_at ignore nulls) over until_now as next_at,
        min(p.answered_at) over (
            partition by b.source_id
            order by d.day
            rows between 1 following and unbounded following
        ) as next_answer_at
    from begun b
    join days d on d.day >= b.first_on
    left join observed.sources s on s.source_id = b.source_id
    left join polled p on p.source_id = b.source_id and p.day = d.day
    left join refused r on r.source_id = b.source_id and r.day = d.day
    left join listed l on l.source_id = b.source_id and l.day = d.day
    left join fetched f on f.source_id = b.source_id and f.day = d.day
    left join parsed t on t.source_id = b.source_id and t.day = d.day
    window until_now as (partition by b.source_id order by d.day rows between unbounded preceding and current row)
),
reasoned as (
    select
        *,
        case
            when is_undeclared then 'not declared'
            when polls_ok > 0 and is_emptied then 'went empty'
            when polls_ok > 0 and items_new < min_items_per_day then 'few items'
            when polls_ok > 0 and items_dated < min_dated_share * listed then 'few dates'
            when polls_ok > 0 then null
            when is_paused then 'paused'
            when polls_due > 0 then failure
            when not is_told and next_at < day + interval 1 day then 'not asked'
            -- It rests because it failed: nothing was seen since, which no clock makes good.
            when is_failing then 'failing'
        end as reason
    from grid
)
select
    source_id,
    outlet,
    day,
    case
        when reason is null then 'ok'
        when reason in ('not declared', 'paused') then 'retired'
        when polls_ok > 0 then 'thin'
        when polls_due > 0 and is_refused then 'blocked'
        else 'gap'
    end as state,
    cast(case when reason = 'not asked' then 1 else polls_due end as integer) as polls_due,
    cast(polls_ok as integer) as polls_ok,
    cast(items_listed as integer) as items_listed,
    cast(items_fetched as integer) as items_fetched,
    cast(items_parsed as integer) as items_parsed,
    cast(median(case when polls_ok > 0 then items_listed end) over (
        partition by source_id
        order by day
        range between interval 28 day preceding and interval 1 day preceding
    ) as double) as baseline,
    reason,
    cast(items_new as integer) as items_new,
    cast(items_dated as integer) as items_dated,
    case format
        -- It lists two days: what was published after the last answer and two days before the next one was never listed.
        when 'news_sitemap' then
            coalesce(next_answer_at, (select max(known_at) from observed.polls)) - interval 2 day
            > greatest(cast(day as timestamp), answered_at)
    end as is_news_lost
from reasoned
