-- A claim that says the same as another since disputes or parties were merged or parted, and the claim that goes on: the first
-- said.
with told as (
    select
        l.claim_id,
        coalesce(md.new_id, l.dispute_id) as dispute_id,
        coalesce(mc.new_id, s.claimant_id, lower(s.claimant), '') as claimant,
        coalesce(ma.new_id, s.about_id, lower(s.about)) as about,
        s.claim_kind,
        case
            when s.claim_kind in ('allegation', 'denial', 'prediction', 'intention') then coalesce(s.matter, '')
            else lower(trim(regexp_replace(s.sentence, '\s+', ' ', 'g')))
        end as told,
        l.is_parted or coalesce(md.new_id, mc.new_id, ma.new_id) is not null as is_moved,
        s.said_at
    from parted_claims l
    join observed.statements s using (statement_id)
    left join moved md on md.record = 'dispute' and md.old_id = l.dispute_id
    left join moved mc on mc.record = 'entity' and mc.old_id = s.claimant_id
    left join moved ma on ma.record = 'entity' and ma.old_id = s.about_id
    where l.relation = 'makes'
    qualify row_number() over (partition by l.claim_id order by s.said_at, s.statement_id) = 1
),
aimed as (
    -- Who alleges without saying of whom means the one accused.
    select
        t.* exclude (about, is_moved),
        coalesce(t.about, a.entity_id, '') as about,
        t.is_moved or (t.about is null and a.entity_id is not null) as is_moved
    from told t
    left join sole_accused a
        on a.dispute_id = t.dispute_id
        and t.claim_kind = 'allegation'
        and a.entity_id <> t.claimant
)
select
    claim_id as old_id,
    first(claim_id) over (
        partition by dispute_id, claimant, about, claim_kind, told
        order by said_at, claim_id
        rows between unbounded preceding and unbounded following
    ) as new_id
from aimed
qualify bool_or(is_moved) over (partition by dispute_id, claimant, about, claim_kind, told)
