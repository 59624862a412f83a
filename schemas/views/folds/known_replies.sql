-- What a party answered in a dispute, in a text that stands.
with worded as (
    select
        *,
        coalesce(claimant, speaker) as party,
        coalesce(claimant_id, speaker_id) as party_id,
        case
            when stance = 'denies' then 'denied'
            when stance = 'admits' then 'confirmed'
            when stance = 'other_statement' then 'other_statement'
            when stance = 'asserts' and answers_by is not null then 'other_statement'
            when stance in ('declined_to_comment', 'no_response') then stance
        end as reply
    from known_statements
    where is_current
        and dispute_id is not null
)
select
    w.statement_id,
    w.dispute_id,
    w.claim_id,
    w.answers_claim_id,
    w.article_id,
    w.party,
    w.party_id,
    w.reply,
    list_position(['denied', 'confirmed', 'other_statement', 'declined_to_comment', 'no_response'], w.reply) as place,
    w.reply in ('denied', 'confirmed', 'other_statement') as is_answer,
    coalesce(bool_or(p.role = 'accused'), false) as is_accused,
    coalesce(bool_or(p.role = 'accuser'), false) as is_accuser,
    w.said_at,
    w.sentence,
    w.url
from worded w
left join known_parties p
    on p.dispute_id = w.dispute_id
    and (p.entity_id = w.party_id or lower(p.name) = lower(w.party))
where w.reply is not null
group by all
