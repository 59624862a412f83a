-- 11. What did we believe about this dispute on a given date, and what do we believe now?
-- set variable as_of = '2026-11-20'; set variable dispute = '<dispute_id>'; without the latter, all of that day.
select
    k.dispute_id,
    k.title as title_then,
    d.title as title_now,
    k.stage as stage_then,
    d.stage as stage_now,
    k.answer as answer_then,
    d.answer as answer_now,
    k.article_count as article_count_then,
    k.voice_count as voice_count_then,
    k.sentence
from as_known(coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))) k
left join disputes d using (dispute_id)
where k.dispute_id = coalesce(getvariable('dispute'), k.dispute_id)
order by k.dispute_id
