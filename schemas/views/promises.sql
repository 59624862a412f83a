-- A claim about what will be: an intention, a prediction, a demand or a warning, with when it falls due.
select
    c.claim_id,
    c.dispute_id,
    d.title,
    c.claim_kind,
    c.matter,
    c.claimant,
    c.about,
    c.wording,
    c.first_said_at,
    c.due_on,
    c.outcome,
    case when c.outcome = 'overdue' then
        cast(date_diff('day', c.due_on, (select captured_on from newest)) as integer)
    end as days_overdue,
    c.article_count,
    c.voice_count,
    c.sentence,
    c.url
from claims c
left join disputes d using (dispute_id)
where c.is_standing
    and (c.claim_kind in ('intention', 'prediction', 'demand', 'warning') or c.due_on is not null)
