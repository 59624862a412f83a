-- 8. Which regulators or ministers reacted, where, how strongly, and is there an official record?
-- official_ref is filled where an article names the rule or the entry of a list.
select
    g.event_on,
    g.title,
    g.actor,
    g.jurisdiction,
    g.government_step,
    g.is_official_named,
    g.reality,
    g.official_ref,
    g.sentence,
    g.url
from government g
where g.event_on <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
order by
    g.government_step desc,
    g.event_on,
    g.event_id
