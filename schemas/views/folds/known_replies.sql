-- What a party answered in a dispute, in a text that stands: a row for each claim that it answers, or one for none.
with worded as (
    select
        s.* exclude (answers_claim_id, answers_by),
        k.claim_id as answers_claim_id,
        coalesce(s.claimant, s.speaker) as party,
        coalesce(s.claimant_id, s.speaker_id) as party_id,
        case
            when s.stance = 'denies' then 'denied'
            when s.stance = 'admits' then 'confirmed'
            when s.stance = 'other_statement' then 'other_statement'
            when s.stance = 'asserts' and k.claim_id is not null then 'other_statement'
            when s.stance in ('declined_to_comment', 'no_response') then s.stance
        end as reply,
        k.relation = 'counters' as is_counter
    from known_statements s
    left join known_makes k on k.statement_id = s.statement_id and k.relation <> 'makes'
    where s.is_current
        and s.dispute_id is not null
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
    coalesce(w.is_counter, false) as is_counter,
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
