-- What a government or regulator did or said: 0 silence, 1 statement, 2 warning, 3 inquiry, 4 consultation, 5 proposed rule, 6 binding act.
select
    t.event_id,
    t.dispute_id,
    d.title,
    t.event_on,
    t.event_kind,
    t.reality,
    t.actor,
    t.jurisdiction,
    t.government_step,
    t.is_official_named,
    t.official_ref,
    t.sentence,
    t.url
from timeline t
left join disputes d using (dispute_id)
where t.government_step is not null
