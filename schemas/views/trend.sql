-- A day and a dispute type, zeros included, with what was seen of that day: a zero is a quiet day only where is_complete.
-- The coverage of a day stands beside each of its types: add up the counts over types, not the sources.
with days as (
    select cast(unnest(generate_series(min(day), max(day), interval 1 day)) as date) as day
    from observed.commits
    where step in ('fetch', 'receive')
),
kinds as (
    select
        dispute_id,
        opened_on,
        coalesce(dispute_type, 'other') as dispute_type
    from disputes
),
opened as (
    select
        opened_on as day,
        dispute_type,
        cast(count(*) as integer) as items
    from kinds
    group by all
),
written as (
    select
        cast(coalesce(published_at, first_seen_at) as date) as day,
        coalesce(dispute_type, 'other') as dispute_type,
        cast(count(*) as integer) as items
    from articles
    where is_tech_dispute
    group by all
),
types as (
    select code as dispute_type
    from observed.taxonomy
    where scheme = 'dispute_type'
        and is_in_force
    union
    -- What a text that no replay has read again since is said to be.
    select dispute_type from kinds
    union
    select dispute_type from written
    union
    select 'other'
),
said as (
    select
        cast(s.said_at as date) as day,
        k.dispute_type,
        cast(count(*) as integer) as items
    from statements s
    join kinds k using (dispute_id)
    group by all
),
moved_on as (
    select
        t.event_on as day,
        k.dispute_type,
        cast(count(*) as integer) as items
    from timeline t
    join kinds k using (dispute_id)
    where t.reality = 'actual'
    group by all
)
select
    d.day,
    t.dispute_type,
    coalesce(o.items, 0) as disputes_opened,
    coalesce(w.items, 0) as article_count,
    coalesce(s.items, 0) as statement_count,
    coalesce(m.items, 0) as step_count,
    coalesce(c.sources_due, 0) as sources_due,
    coalesce(c.sources_ok, 0) as sources_ok,
    c.coverage_state = 'ok' and not c.is_news_lost as is_complete,
    c.coverage_state,
    coalesce(c.without_data, []) as without_data,
    coalesce(c.is_news_lost, false) as is_news_lost
from days d
cross join types t
left join watched c on c.day = d.day
left join opened o on o.day = d.day and o.dispute_type = t.dispute_type
left join written w on w.day = d.day and w.dispute_type = t.dispute_type
left join said s on s.day = d.day and s.dispute_type = t.dispute_type
left join moved_on m on m.day = d.day and m.dispute_type = t.dispute_type
