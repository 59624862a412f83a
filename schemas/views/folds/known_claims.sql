-- A proposition, with what was answered to it.
with makers as (
    select
        s.*,
        bool_or(s.is_current) over (partition by s.claim_id) as is_standing
    from known_statements s
    where s.claim_id is not null
),
shared as (
    select
        claim_id,
        first(dispute_id order by is_current desc, said_at, statement_id) filter (where dispute_id is not null) as dispute_id,
        first(claim_kind order by statement_id <> claim_id, said_at, statement_id) filter (where claim_kind is not null)
            as claim_kind,
        first(matter order by statement_id <> claim_id, said_at, statement_id) filter (where matter is not null) as matter,
        first(claimant order by statement_id <> claim_id, said_at, statement_id) filter (where claimant is not null)
            as claimant,
        first(claimant_id order by statement_id <> claim_id, said_at, statement_id) filter (where claimant_id is not null)
            as claimant_id,
        first(speaker order by statement_id <> claim_id, said_at, statement_id) filter (where speaker is not null) as speaker,
        first(about order by statement_id <> claim_id, said_at, statement_id) filter (where about is not null) as about,
        first(about_id order by statement_id <> claim_id, said_at, statement_id) filter (where about_id is not null)
            as about_id,
        first(asset order by is_current desc, said_at, statement_id) filter (where asset is not null) as asset,
        first(asset_kind order by is_current desc, said_at, statement_id) filter (where asset_kind is not null) as asset_kind,
        bool_or(attribution = 'anonymous') filter (where is_current or not is_standing)
            and not bool_or(is_on_record) filter (where is_current or not is_standing) as is_anonymous_only,
        bool_or(is_on_record and (speaker is not null or attribution in ('court_record', 'company_statement')))
            as is_spoken,
        cast(coalesce(
            max(unnamed_source_count),
            case when bool_or(attribution = 'anonymous') then 1 else 0 end
        ) as integer) as unnamed_source_count,
        min(said_at) as first_said_at,
        min(said_at) filter (where is_on_record) as first_on_record_at,
        min(due_on) as due_on,
        bool_or(is_current) as is_standing,
        first(sentence order by is_current desc, statement_id <> claim_id, said_at, statement_id) as sentence,
        first(url order by is_current desc, statement_id <> claim_id, said_at, statement_id) as url,
        max(score) as score
    from makers
    group by claim_id
),
made as (
    -- Who alleges without saying of whom means the one accused.
    select
        s.* exclude (about, about_id),
        coalesce(s.about, a.name) as about,
        coalesce(s.about_id, a.entity_id) as about_id
    from shared s
    left join sole_accused a
        on a.dispute_id = s.dispute_id
        and s.claim_kind = 'allegation'
        and s.about is null
        and a.entity_id <> coalesce(s.claimant_id, lower(s.claimant), '')
),
answers as (
    select
        r.answers_claim_id as claim_id,
        r.claim_id as answer_claim_id,
        r.reply,
        r.is_answer,
        r.said_at
    from known_replies r
    join made m on m.claim_id = r.answers_claim_id
    -- The claimant’s own silence is no answer to what it claims.
    where coalesce(r.party_id, lower(r.party), '') not in (coalesce(m.claimant_id, '-'), coalesce(lower(m.claimant), '-'))
    qualify row_number() over (
        partition by r.answers_claim_id
        order by r.place, r.is_counter desc, r.said_at, r.statement_id
    ) = 1
),
denials as (
    select distinct
        answers_claim_id as allegation_id,
        claim_id as denial_id
    from known_replies
    where reply = 'denied'
        and claim_id is not null
        and answers_claim_id is not null
        and claim_id <> answers_claim_id
),
opposed as (
    select
        claim_id,
        list(other_id order by other_id) as claim_ids
    from (
        select allegation_id as claim_id, denial_id as other_id from denials
        union
        select denial_id, allegation_id from denials
        union
        select claim_id, other_id from figures
    )
    group by all
),
resolved as (
    -- What a person said of a claim that was merged holds for the one that goes on.
    select
        coalesce(g.new_id, c.row_id) as claim_id,
        first(c.value order by c.row_id = coalesce(g.new_id, c.row_id) desc, c.row_id) as outcome
    from corrected c
    left join merged_claims g on g.old_id = c.row_id
    where c.record = 'claims'
        and c.field = 'outcome'
    group by all
),
filed as (
    select
        dispute_id,
        max(event_on) as filed_on
    from known_events
    where event_kind = 'complaint_filed'
        and reality = 'actual'
    group by all
)
select
    m.claim_id,
    m.dispute_id,
    m.claim_kind,
    case
        when m.claim_kind = 'allegation' and m.claimant is not null and m.about is not null then
            m.claimant || case when m.is_spoken then ' accuses ' else ' is reported to accuse ' end || m.about
            || ' of ' || coalesce(x.phrase, 'wrongdoing')
        when m.claim_kind = 'allegation' and m.about is not null then
            m.about || ' is accused of ' || coalesce(x.phrase, 'wrongdoing')
        when m.claim_kind = 'denial' and coalesce(m.claimant, m.speaker) is not null then
            coalesce(m.claimant, m.speaker) || ' denies ' || coalesce(x.phrase, 'the accusation')
        else coalesce(coalesce(m.claimant, m.speaker) || ', as reported: ', 'As reported: ') || m.sentence
    end as wording,
    m.claimant,
    m.claimant_id,
    m.about,
    m.about_id,
    m.matter,
    m.asset,
    m.asset_kind,
    coalesce(m.is_anonymous_only, false) as is_anonymous_only,
    m.unnamed_source_count,
    m.first_said_at,
    m.first_on_record_at,
    a.reply as answer,
    a.answer_claim_id,
    a.said_at as answered_at,
    coalesce(a.is_answer, false) as is_answered,
    coalesce(o.claim_ids, []) as contradicts_claim_ids,
    m.due_on,
    case
        when c.outcome is not null then c.outcome
        when m.claim_kind not in ('intention', 'prediction', 'demand', 'warning') then null
        when m.claim_kind = 'intention' and f.filed_on >= cast(m.first_said_at as date) then 'borne_out'
        when m.due_on < (select captured_on from newest) then 'overdue'
        else 'open'
    end as outcome,
    m.is_standing,
    coalesce(n.article_count, 0) as article_count,
    coalesce(n.voice_count, 0) as voice_count,
    m.sentence,
    m.score,
    m.url
from made m
left join terms x on x.scheme = 'dispute_type' and x.code = m.matter
left join answers a on a.claim_id = m.claim_id
left join opposed o on o.claim_id = m.claim_id
left join filed f on f.dispute_id = m.dispute_id
left join resolved c on c.claim_id = m.claim_id
left join counted n on n.kind = 'claim' and n.group_id = m.claim_id
