-- A step on a day: every thing it saw ended in exactly one of the counts. Beside them, how much of the day's sources was seen.
with summed as (
    select
        day,
        step,
        cast(sum(seen) as integer) as seen,
        cast(sum(accepted) as integer) as accepted,
        cast(sum(duplicate) as integer) as duplicate,
        cast(sum(skipped) as integer) as skipped,
        cast(sum(rejected) as integer) as rejected,
        cast(sum(deferred) as integer) as deferred
    from observed.commits
    group by all
),
pairs as (
    select
        day,
        step,
        unnest(map_entries(reason_counts)) as pair
    from observed.commits
),
reasons as (
    select
        day,
        step,
        pair.key as reason,
        cast(sum(pair.value) as integer) as items
    from pairs
    group by all
),
mapped as (
    select
        day,
        step,
        map_from_entries(list(struct_pack(k := reason, v := items) order by reason)) as reason_counts
    from reasons
    group by all
)
select
    s.*,
    coalesce(m.reason_counts, cast(map([], []) as map(varchar, integer))) as reason_counts,
    coalesce(w.sources_due, 0) as sources_due,
    coalesce(w.sources_ok, 0) as sources_ok,
    w.coverage_state
from summed s
left join mapped m using (day, step)
left join watched w using (day)
