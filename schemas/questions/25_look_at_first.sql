-- 25. Which low-confidence rows should a person look at first, ranked by how much rests on them?
with weighed as (
    select
        'statements' as record,
        s.statement_id as row_id,
        s.score,
        greatest(c.article_count, 1) as rests_on_it,
        s.sentence,
        s.url,
        s.known_at
    from statements s
    left join claims c on c.claim_id = coalesce(s.claim_id, s.answers_claim_id)
    union all
    select
        'timeline',
        t.event_id,
        t.score,
        greatest(d.article_count, 1) * case when t.stage_after is null then 1 else 2 end,
        t.sentence,
        t.url,
        t.known_at
    from timeline t
    left join disputes d using (dispute_id)
)
select
    record,
    row_id,
    round(score, 3) as score,
    rests_on_it,
    round((1 - score) * coalesce(rests_on_it, 1), 3) as weight,
    sentence,
    url
from weighed
where cast(known_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
order by
    weight desc,
    record,
    row_id
limit 50
