-- A proposition that statements share: who makes it, on what footing, and what was answered.
select
    claim_id,
    dispute_id,
    claim_kind,
    wording,
    claimant,
    about,
    is_anonymous_only,
    unnamed_source_count,
    first_said_at,
    first_on_record_at,
    answer,
    answer_claim_id,
    answered_at,
    contradicts_claim_ids,
    due_on,
    outcome,
    is_standing,
    article_count,
    voice_count,
    sentence,
    score,
    is_answered,
    matter,
    asset,
    asset_kind,
    case when claim_kind = 'allegation' and is_standing and not is_answered then
        cast(date_diff('day', cast(first_said_at as date), (select captured_on from newest)) as integer)
    end as days_unanswered,
    claimant_id,
    about_id,
    url
from known_claims
