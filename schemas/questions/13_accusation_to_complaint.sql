-- 13. How long from first public accusation to a filed complaint, by dispute type?
with accused as (
    select
        dispute_id,
        cast(min(first_said_at) as date) as said_on
    from claims
    where claim_kind = 'allegation'
    group by all
),
dated as (
    select
        dispute_id,
        min(event_on) filter (where event_kind = 'accusation') as accused_on,
        min(event_on) filter (where event_kind = 'complaint_filed') as filed_on
    from timeline
    where reality = 'actual'
        and event_on <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
    group by all
)
select
    d.dispute_type,
    count(*) as filed_count,
    median(greatest(date_diff('day', least(t.accused_on, a.said_on, t.filed_on), t.filed_on), 0)) as median_days,
    list(d.dispute_id order by d.dispute_id) as dispute_ids
from dated t
join disputes d using (dispute_id)
left join accused a using (dispute_id)
where t.filed_on is not null
group by all
order by d.dispute_type
