-- A title or a wording that states an allegation as a fact.
-- blocking
with parties as (
    select
        dispute_id,
        list(name) as names
    from dispute_parties
    group by all
),
speakers as (
    select
        claim_id,
        list(distinct speaker) as names
    from statements
    where speaker is not null
    group by all
)
select
    'disputes' as view,
    d.dispute_id as id,
    d.title as wording
from disputes d
left join parties p using (dispute_id)
where not is_hedged(d.title, coalesce(p.names, []))
union all
select
    'claims',
    c.claim_id,
    c.wording
from claims c
left join speakers s using (claim_id)
where c.claim_kind in ('allegation', 'demand', 'intention')
    and not is_hedged(c.wording, list_concat([c.claimant, c.about], coalesce(s.names, [])))
