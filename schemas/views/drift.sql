-- A day of capture and a measure of the articles first seen on it, against the complete days before: articles on disputes of a
-- type, the share of articles that are disputes, the share left open. z counts standard deviations from their mean, the larger
-- of what those days show and of what chance alone gives (Poisson, one article at least; binomial). is_drifting: z reaches
-- drift_z of observed.thresholds; null with too little history.
with rule as (
    select
        cast(max(value) filter (where name = 'drift_days') as integer) as window_days,
        cast(max(value) filter (where name = 'drift_min_days') as integer) as min_days,
        max(value) filter (where name = 'drift_z') as max_z
    from observed.thresholds
),
judged as (
    select
        cast(a.first_seen_at as date) as day,
        cast(count(*) as integer) as judged_count,
        cast(count(*) filter (where l.code = 'tech_dispute') as integer) as disputes,
        cast(count(*) filter (where l.code = 'abstained') as integer) as abstained
    from labels l
    join articles a using (article_id)
    where l.scheme = 'relevance'
        and not l.is_former
        and not l.is_second_opinion
    group by all
),
written as (
    select
        cast(first_seen_at as date) as day,
        coalesce(dispute_type, 'other') as dispute_type,
        cast(count(*) as integer) as items
    from articles
    where is_tech_dispute
    group by all
),
days as (
    select
        day,
        coalesce(bool_and(is_complete), false) as is_complete
    from trend
    group by all
),
measured as (
    select
        t.day,
        'articles' as measure,
        t.dispute_type,
        coalesce(w.items, 0) as article_count,
        null::integer as judged_count,
        cast(coalesce(w.items, 0) as double) as value,
        coalesce(t.is_complete, false) as is_complete
    from trend t
    left join written w on w.day = t.day and w.dispute_type = t.dispute_type
    union all
    select
        d.day,
        s.measure,
        null,
        s.items,
        j.judged_count,
        s.items / j.judged_count,
        d.is_complete
    from days d
    join judged j using (day)
    cross join lateral (
        select
            unnest(['dispute_share', 'abstained_share']) as measure,
            unnest([j.disputes, j.abstained]) as items
    ) s
),
usual as (
    select
        m.day,
        m.measure,
        m.dispute_type,
        cast(count(*) as integer) as days,
        avg(h.value) as mean,
        coalesce(var_samp(h.value), 0) as variance,
        (sum(h.article_count) + 0.5) / (sum(h.judged_count) + 1) as pooled
    from measured m
    cross join rule r
    join measured h
        on h.measure = m.measure
        and h.dispute_type is not distinct from m.dispute_type
        and h.is_complete
        and h.day between m.day - r.window_days and m.day - 1
    group by all
),
scored as (
    select
        m.*,
        t.mean as trailing_mean,
        coalesce(t.days, 0) as days,
        (m.value - t.mean) / sqrt(greatest(
            t.variance,
            case when m.measure = 'articles' then greatest(t.mean, 1) else t.pooled * (1 - t.pooled) / m.judged_count end
        )) as z
    from measured m
    left join usual t
        on t.day = m.day
        and t.measure = m.measure
        and t.dispute_type is not distinct from m.dispute_type
)
select
    s.day,
    s.measure,
    s.dispute_type,
    s.article_count,
    s.judged_count,
    s.value,
    s.trailing_mean,
    s.days,
    s.z,
    -- Fewer articles than usual tell something only of a day that was seen whole and is over.
    case when s.days >= r.min_days then
        abs(s.z) >= r.max_z
        and (s.z > 0 or (s.is_complete and s.day < (select captured_on from newest)))
    end as is_drifting,
    s.is_complete
from scored s
cross join rule r
