-- A company, body or person in a role, and how often it accuses, is accused and keeps silent.
with declared as (
    select
        entity_id,
        name,
        kind,
        country,
        wikidata_id,
        lei,
        aliases,
        former_names,
        affiliation
    from observed.entities
),
met as (
    select
        p.entity_id,
        first(p.name order by p.first_known_at, p.name) as name,
        first(p.country order by p.first_known_at, p.country) filter (where p.country is not null) as country,
        cast(count(distinct p.dispute_id) filter (where p.role = 'accused') as integer) as accused_count,
        cast(count(distinct p.dispute_id) filter (where p.role = 'accuser') as integer) as accuser_count
    from known_parties p
    group by all
),
mentioned as (
    select
        entity_id,
        first(kind order by known_at, mention_id) as kind
    from observed.mentions
    group by all
),
silent as (
    select
        party_id as entity_id,
        cast(count(distinct dispute_id) as integer) as declined_count
    from known_replies
    where reply in ('declined_to_comment', 'no_response')
        and party_id is not null
    group by all
)
select
    coalesce(d.entity_id, m.entity_id) as entity_id,
    coalesce(d.name, m.name) as name,
    coalesce(d.kind, k.kind) as kind,
    coalesce(d.country, m.country) as country,
    d.wikidata_id,
    coalesce(d.aliases, []) as aliases,
    coalesce(m.accused_count, 0) as accused_count,
    coalesce(m.accuser_count, 0) as accuser_count,
    coalesce(s.declined_count, 0) as declined_count,
    d.lei,
    coalesce(d.former_names, []) as former_names,
    d.affiliation
from declared d
full join met m on m.entity_id = d.entity_id
left join mentioned k on k.entity_id = coalesce(d.entity_id, m.entity_id)
left join silent s on s.entity_id = coalesce(d.entity_id, m.entity_id)
