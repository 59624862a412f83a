-- A change of the text of an article that touches a claim.
with texts as (
    select
        article_id,
        revision_id,
        first_known_at,
        lag(revision_id) over (partition by article_id order by first_known_at, revision_id) as from_revision_id
    from known_revisions
    where completeness <> 'headline'
),
pairs as (
    select *
    from texts
    where from_revision_id is not null
),
said as (
    -- The same point in two texts: the same stance of the same side about the same party.
    select
        revision_id,
        concat_ws(
            chr(31), stance, coalesce(claim_kind, ''), coalesce(claimant_id, lower(claimant), speaker_id, lower(speaker), ''),
            coalesce(about_id, lower(about), '')
        ) as point,
        sentence,
        attribution,
        list_position(['none', 'reported', 'alleged', 'possible', 'unverified'], hedge) as doubt,
        position
    from known_statements
),
gone as (
    select
        p.article_id,
        p.from_revision_id,
        p.revision_id as to_revision_id,
        p.first_known_at as known_at,
        s.point,
        s.sentence,
        s.attribution,
        s.doubt,
        row_number() over (partition by p.revision_id, s.point order by s.position, s.sentence) as number
    from pairs p
    join said s on s.revision_id = p.from_revision_id
    anti join said n on n.revision_id = p.revision_id and n.sentence = s.sentence and n.point = s.point
),
come as (
    select
        p.article_id,
        p.from_revision_id,
        p.revision_id as to_revision_id,
        p.first_known_at as known_at,
        s.point,
        s.sentence,
        s.attribution,
        s.doubt,
        row_number() over (partition by p.revision_id, s.point order by s.position, s.sentence) as number
    from pairs p
    join said s on s.revision_id = p.revision_id
    anti join said o on o.revision_id = p.from_revision_id and o.sentence = s.sentence and o.point = s.point
)
select
    coalesce(g.article_id, c.article_id) as article_id,
    coalesce(g.from_revision_id, c.from_revision_id) as from_revision_id,
    coalesce(g.to_revision_id, c.to_revision_id) as to_revision_id,
    case
        when g.point is null then 'added'
        when c.point is null then 'removed'
        when c.doubt > g.doubt then 'softened'
        when c.doubt < g.doubt then 'hardened'
        else 'attribution_changed'
    end as effect,
    g.sentence as old_sentence,
    c.sentence as new_sentence,
    coalesce(g.known_at, c.known_at) as known_at
from gone g
full join come c
    on c.to_revision_id = g.to_revision_id
    and c.point = g.point
    and c.number = g.number
where g.point is null
    or c.point is null
    or c.doubt <> g.doubt
    or c.attribution <> g.attribution
