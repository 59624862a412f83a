-- A dated step of a dispute; the reports of one step are one row, with the sentence of the first that stands.
with told as (
    select
        q.dispute_id,
        t.* exclude (stage, event_kind, actor_id, target_id),
        coalesce(ma.new_id, t.actor_id) as actor_id,
        coalesce(mt.new_id, t.target_id) as target_id,
        coalesce(ck.value, t.event_kind) as event_kind,
        -- A step that a person says was talk moves no stage.
        case when t.reality = 'actual'
            and coalesce(cs.value, t.stage) <> 'denial_response'
            and (
                coalesce(ck.value, cs.value) is null
                or coalesce(ck.value, t.event_kind) not in ('denial', 'no_comment', 'action_considered', 'warning')
            )
            then coalesce(cs.value, t.stage) end as stage,
        r.published_at,
        r.url,
        r.is_current,
        -- A court or an office does one such act a day, however reports name it; what parties say is told by who says it.
        case
            when coalesce(ck.value, t.event_kind) in (
                'accusation', 'denial', 'no_comment', 'action_considered', 'threat_of_suit', 'demand_letter', 'warning', 'statement'
            ) then coalesce(ma.new_id, t.actor_id, lower(t.actor), '')
            else ''
        end as actor_key
    from observed.timeline t
    join known_revisions r using (revision_id)
    join quarrels q using (revision_id, quarrel)
    left join corrected ck on ck.record = 'timeline' and ck.row_id = t.event_id and ck.field = 'event_kind'
    left join corrected cs on cs.record = 'timeline' and cs.row_id = t.event_id and cs.field = 'stage'
    left join moved ma on ma.record = 'entity' and ma.old_id = t.actor_id
    left join moved mt on mt.record = 'entity' and mt.old_id = t.target_id
    anti join refused f on f.record = 'timeline' and f.row_id = t.event_id
    where t.known_at < (select until_at from moment)
),
dated as (
    select
        *,
        max(event_on) filter (where date_precision = 'day') over (
            partition by
                dispute_id,
                event_kind,
                reality,
                actor_key
            order by event_on
            range between unbounded preceding and current row
        ) as dated_on
    from told
),
keyed as (
    -- What is dated only by its report is told again and again: it is the step last dated, or first reported, not a new one.
    select
        *,
        case
            when date_precision = 'reported'
                and event_kind not in ('motion', 'scheduling', 'hearing', 'ruling', 'rule_proposed', 'rule_final', 'listing', 'statement')
                then coalesce(cast(dated_on as varchar), '')
            else cast(event_on as varchar)
        end as date_key
    from dated
),
folded as (
    select
        dispute_id,
        event_kind,
        reality,
        first(struct_pack(
            event_id, article_id, revision_id, event_on, date_precision, actor, actor_id, target, target_id, sentence, url,
            method, score
        ) order by is_current desc, actor is null, event_on, published_at, event_id) as shown,
        first(jurisdiction order by is_current desc, published_at, event_id) filter (where jurisdiction is not null)
            as jurisdiction,
        max(government_step) as government_step,
        bool_or(is_official_named) as is_official_named,
        first(official_ref order by published_at, event_id) filter (where official_ref is not null) as official_ref,
        first(court_ref order by published_at, event_id) filter (where court_ref is not null) as court_ref,
        first(stage order by is_current desc, published_at, event_id) filter (where stage is not null) as stage,
        min(event_on) as event_on,
        min(published_at) as first_reported_at,
        min(known_at) as known_at,
        count(distinct article_id) as article_count
    from keyed
    group by
        dispute_id,
        event_kind,
        reality,
        actor_key,
        date_key
    having bool_or(is_current)
)
select
    shown.event_id,
    dispute_id,
    shown.article_id,
    event_on,
    shown.date_precision,
    event_kind,
    reality,
    shown.actor,
    shown.actor_id,
    shown.target,
    shown.target_id,
    jurisdiction,
    government_step,
    is_official_named,
    official_ref,
    court_ref,
    -- An accusation repeated in a quarrel that has gone further does not take it back.
    case
        when stage = 'allegation' and bool_or(stage <> 'allegation') over (
            partition by dispute_id
            order by event_on
            range between unbounded preceding and current row
        ) then null
        else stage
    end as stage_after,
    first_reported_at,
    known_at,
    shown.sentence,
    shown.url,
    shown.method,
    shown.score,
    article_count
from folded
