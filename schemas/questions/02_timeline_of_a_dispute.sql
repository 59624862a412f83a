-- 2. For one dispute, give me the timeline in order, with the sentence behind each step.
-- set variable dispute = '<dispute_id>'; without it, the dispute with most articles.
with chosen as (
    select coalesce(
        getvariable('dispute'),
        (select dispute_id from disputes order by article_count desc, dispute_id limit 1)
    ) as dispute_id
)
select
    t.event_on,
    t.date_precision,
    t.event_kind,
    t.reality,
    t.actor,
    t.target,
    t.stage_after,
    t.sentence,
    t.url
from timeline t
join chosen c on c.dispute_id = t.dispute_id
order by
    t.event_on,
    t.first_reported_at,
    t.event_id
