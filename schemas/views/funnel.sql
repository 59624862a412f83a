-- A step on a day: every thing it saw ended in exactly one of the counts.
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
    coalesce(m.reason_counts, cast(map([], []) as map(varchar, integer))) as reason_counts
from summed s
left join mapped m using (day, step)
