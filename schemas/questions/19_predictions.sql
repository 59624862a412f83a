-- 19. Which predictions about regulation or open source were made, by whom, and which have fallen due?
-- All predictions; `matter` says what about. due_on is null where none was given.
select
    p.claim_id,
    p.title,
    p.matter,
    p.wording,
    p.claimant,
    p.first_said_at,
    p.due_on,
    p.outcome,
    p.due_on <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel)) as is_due,
    p.sentence,
    p.url
from promises p
where p.claim_kind = 'prediction'
    and cast(p.first_said_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
order by
    p.due_on nulls last,
    p.first_said_at,
    p.claim_id
