-- 14. Which disputes talk of legal action but have no filing yet?
select
    d.dispute_id,
    d.title,
    d.stage,
    min(t.event_on) as considered_on,
    min_by(t.sentence, (t.event_on, t.event_id)) as sentence,
    min_by(t.url, (t.event_on, t.event_id)) as url
from timeline t
join disputes d using (dispute_id)
where t.event_kind in ('action_considered', 'threat_of_suit', 'demand_letter')
    and t.reality in ('actual', 'planned')
    and t.event_on <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
    and not exists (
        select 1
        from timeline f
        where f.dispute_id = t.dispute_id
            and f.event_kind = 'complaint_filed'
            and f.reality = 'actual'
            and f.event_on <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
    )
group by all
order by
    considered_on,
    d.dispute_id
