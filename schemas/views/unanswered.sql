-- An allegation that the accused has not answered; declined_to_comment and no_response are silence, not an answer.
select
    c.claim_id,
    c.dispute_id,
    d.title,
    c.claimant,
    c.about,
    c.wording,
    c.first_said_at,
    c.answer,
    c.days_unanswered,
    c.article_count,
    c.voice_count,
    c.sentence,
    c.url
from claims c
left join disputes d using (dispute_id)
where c.claim_kind = 'allegation'
    and c.is_standing
    and not c.is_answered
