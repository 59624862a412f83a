-- 5. Which accusations has the accused not answered, and for how long? Silence (declined, no response) is no answer.
select
    u.claim_id,
    u.dispute_id,
    u.about,
    u.wording,
    u.answer,
    date_diff('day', cast(u.first_said_at as date), coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))) as days_unanswered,
    u.sentence
from unanswered u
where cast(u.first_said_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
order by
    days_unanswered desc,
    u.claim_id
