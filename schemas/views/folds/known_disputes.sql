-- A quarrel, as it stood at the moment.
with linked as (
    select
        dispute_id,
        first(sentence order by relation = 'founds' desc, known_at, link_id) as sentence,
        first(url order by relation = 'founds' desc, known_at, link_id) as url,
        max(score) as score,
        min(known_at) as known_at
    from known_links
    group by dispute_id
    having bool_or(is_current)
),
typed as (
    select
        l.dispute_id,
        b.code,
        count(distinct l.article_id) filter (where b.rank = 0) as firsts,
        count(distinct l.article_id) as articles,
        max(b.score) as score,
        bool_or(l.quarrel = 0) as is_own
    from known_links l
    join known_labels b using (revision_id)
    where l.is_current
        and l.relation <> 'recalls'
        and b.scheme = 'dispute_type'
    group by
        l.dispute_id,
        b.code
    -- An article's types are those of its first quarrel: for another they stand in only while nothing else is known.
    qualify is_own or not bool_or(bool_or(l.quarrel = 0)) over (partition by l.dispute_id)
),
types as (
    select
        dispute_id,
        list(code order by firsts desc, articles desc, score desc, code) as codes
    from typed
    group by all
),
parties as (
    select
        dispute_id,
        list(name order by article_count desc, first_known_at, name) filter (where role = 'accuser') as accusers,
        list(name order by article_count desc, first_known_at, name) filter (where role = 'accused') as accused,
        list(name order by article_count desc, first_known_at, name) filter (where role = 'regulator_or_government') as regulators,
        bool_and(is_reported) filter (where role = 'accuser') as is_accuser_reported
    from known_parties
    group by all
),
places as (
    select
        dispute_id,
        list(distinct country order by country) as countries
    from known_jurisdictions
    group by all
),
backgrounds as (
    select
        dispute_id,
        list(distinct context_kind order by context_kind) as kinds
    from known_contexts
    group by all
),
cases as (
    select
        dispute_id,
        list(ref order by first_seen_at, ref) as refs
    from known_court_refs
    group by all
),
events as (
    select
        dispute_id,
        -- A year or a month that a report looks back to opens a dispute only where no day is known.
        coalesce(
            min(event_on) filter (where stage_after is not null and date_precision in ('day', 'reported')),
            min(event_on) filter (where date_precision in ('day', 'reported')),
            min(event_on)
        ) as opened_on,
        max(event_on) as last_moved_on,
        max(government_step) as government_step
    from known_events
    where reality = 'actual'
    group by all
),
replied as (
    select *
    from known_replies
    where is_accused or (answers_claim_id is not null and not is_accuser)
    qualify row_number() over (partition by dispute_id order by place, said_at, statement_id) = 1
),
accusations as (
    select
        dispute_id,
        first(asset order by first_said_at, claim_id) filter (where asset is not null) as asset,
        first(asset_kind order by first_said_at, claim_id) filter (where asset_kind is not null) as asset_kind,
        cast(min(first_said_at) as date) as said_on,
        first(sentence order by first_said_at, claim_id) as sentence,
        first(url order by first_said_at, claim_id) as url
    from known_claims
    where claim_kind = 'allegation'
        and is_standing
    group by all
),
joined as (
    select
        l.dispute_id,
        t.codes,
        coalesce(s.stage, 'allegation') as stage,
        coalesce(s.since_on, e.opened_on, cast(l.known_at as date)) as stage_since_on,
        coalesce(p.accusers, []) as accusers,
        coalesce(p.accused, []) as accused,
        coalesce(p.regulators, []) as regulators,
        coalesce(p.is_accuser_reported, false) as is_accuser_reported,
        a.asset,
        a.asset_kind,
        coalesce(j.countries, []) as jurisdictions,
        coalesce(b.kinds, []) as contexts,
        coalesce(k.refs, []) as court_refs,
        coalesce(e.opened_on, a.said_on, cast(l.known_at as date)) as opened_on,
        coalesce(e.last_moved_on, a.said_on, cast(l.known_at as date)) as last_moved_on,
        r.reply as answer,
        case when not coalesce(r.is_answer, false) then
            date_diff('day', coalesce(a.said_on, e.opened_on, cast(l.known_at as date)), (select captured_on from newest))
        end as days_unanswered,
        coalesce(e.government_step, 0) as government_step,
        coalesce(n.article_count, 0) as article_count,
        coalesce(n.voice_count, 0) as voice_count,
        coalesce(a.sentence, l.sentence) as sentence,
        case when a.sentence is null then l.url else a.url end as url,
        l.score,
        coalesce(x.phrase, 'wrongdoing') as phrase,
        r.said_at as answered_at
    from linked l
    left join types t using (dispute_id)
    left join known_stages s using (dispute_id)
    left join parties p using (dispute_id)
    left join places j using (dispute_id)
    left join backgrounds b using (dispute_id)
    left join cases k using (dispute_id)
    left join events e using (dispute_id)
    left join replied r using (dispute_id)
    left join accusations a using (dispute_id)
    left join counted n on n.kind = 'dispute' and n.group_id = l.dispute_id
    left join terms x on x.scheme = 'dispute_type' and x.code = t.codes[1]
),
spoken as (
    select
        *,
        case len(accusers)
            when 0 then null
            when 1 then accusers[1]
            when 2 then accusers[1] || ' and ' || accusers[2]
            else accusers[1] || ', ' || accusers[2] || ' and others'
        end as accuser,
        case len(accused)
            when 0 then null
            when 1 then accused[1]
            when 2 then accused[1] || ' and ' || accused[2]
            else accused[1] || ', ' || accused[2] || ' and others'
        end as defendant
    from joined
)
select
    dispute_id,
    -- Hedged by construction: somebody accuses, is accused or acts on claims; nobody did anything.
    case
        when len(accusers) = 2 and list_sort(accusers) = list_sort(accused) then accuser || ' accuse each other of ' || phrase
        when accuser is not null and defendant is not null and stage = 'allegation' then
            accuser || case
                when is_accuser_reported and len(accusers) = 1 then ' is reported to accuse '
                when is_accuser_reported then ' are reported to accuse '
                when len(accusers) = 1 then ' accuses '
                else ' accuse '
            end || defendant || ' of ' || phrase
        when accuser is not null and defendant is not null then
            defendant || ', accused of ' || phrase || ' by ' || accuser
        when len(regulators) > 0 and defendant is not null then
            regulators[1] || ' acts on claims of ' || phrase || ' by ' || defendant
        when defendant is not null then
            defendant || case when len(accused) = 1 then ' is' else ' are' end || ' accused of ' || phrase
        when accuser is not null then
            accuser || case when len(accusers) = 1 then ' accuses' else ' accuse' end || ' others of ' || phrase
        else 'Accusations of ' || phrase
    end as title,
    codes[1] as dispute_type,
    coalesce(codes, []) as dispute_types,
    stage,
    stage_since_on,
    accusers,
    accused,
    is_accuser_reported,
    asset,
    asset_kind,
    jurisdictions,
    contexts,
    court_refs,
    opened_on,
    last_moved_on,
    answer,
    cast(days_unanswered as integer) as days_unanswered,
    government_step,
    article_count,
    voice_count,
    sentence,
    score,
    answered_at,
    url
from spoken
