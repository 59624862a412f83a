-- An allegation that rests on unnamed sources alone.
select
    c.claim_id,
    c.dispute_id,
    d.title,
    c.claimant,
    c.about,
    c.wording,
    c.unnamed_source_count,
    c.first_said_at,
    c.answer,
    c.article_count,
    c.voice_count,
    c.sentence,
    c.url
from claims c
left join disputes d using (dispute_id)
where c.claim_kind = 'allegation'
    and c.is_standing
    and c.is_anonymous_only
