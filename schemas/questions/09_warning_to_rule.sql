-- 9. In which disputes did a warning turn into an inquiry or a rule within 90 days?
with steps as (
    select *
    from timeline
    where reality = 'actual'
        and event_on <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
)
select
    w.dispute_id,
    d.title,
    w.event_on as warned_on,
    w.actor as warned_by,
    s.event_on as acted_on,
    s.event_kind,
    s.government_step,
    date_diff('day', w.event_on, s.event_on) as days,
    s.sentence
from steps w
join steps s
    on s.dispute_id = w.dispute_id
    and s.government_step >= 3
    and s.event_on between w.event_on and w.event_on + 90
    and coalesce(s.jurisdiction, '') = coalesce(w.jurisdiction, '')
join disputes d on d.dispute_id = w.dispute_id
where w.government_step = 2
order by
    days,
    w.event_id,
    s.event_id
