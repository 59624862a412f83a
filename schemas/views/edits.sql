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
        list_position(['none', 'alleged', 'reported', 'possible', 'unverified'], hedge) as doubt,
        claim_kind in ('intention', 'prediction', 'warning') as is_outlook,
        position
    from known_statements
),
gone as (
    select
        p.*,
        s.* exclude (revision_id),
        row_number() over (partition by p.revision_id, s.point order by s.position, s.sentence) as number
    from pairs p
    join said s on s.revision_id = p.from_revision_id
    anti join said n on n.revision_id = p.revision_id and n.sentence = s.sentence and n.point = s.point
),
come as (
    select
        p.*,
        s.* exclude (revision_id),
        row_number() over (partition by p.revision_id, s.point order by s.position, s.sentence) as number
    from pairs p
    join said s on s.revision_id = p.revision_id
    anti join said o on o.revision_id = p.from_revision_id and o.sentence = s.sentence and o.point = s.point
),
close_words as (
    -- A sentence that was reworded so that it makes another point.
    select
        g.revision_id,
        g.point as old_point,
        g.number as old_number,
        c.point as new_point,
        c.number as new_number
    from gone g
    join come c on c.revision_id = g.revision_id and jaro_winkler_similarity(c.sentence, g.sentence) >= 0.8
    anti join come p on p.revision_id = g.revision_id and p.point = g.point and p.number = g.number
    anti join gone q on q.revision_id = c.revision_id and q.point = c.point and q.number = c.number
    qualify row_number() over (
            partition by g.revision_id, g.point, g.number
            order by jaro_winkler_similarity(c.sentence, g.sentence) desc, c.point, c.number
        ) = 1
        and row_number() over (
            partition by g.revision_id, c.point, c.number
            order by jaro_winkler_similarity(c.sentence, g.sentence) desc, g.point, g.number
        ) = 1
),
paired as (
    select
        g.*,
        coalesce(w.new_point, g.point) as new_point,
        coalesce(w.new_number, g.number) as new_number
    from gone g
    left join close_words w on w.revision_id = g.revision_id and w.old_point = g.point and w.old_number = g.number
)
select
    coalesce(g.article_id, c.article_id) as article_id,
    coalesce(g.from_revision_id, c.from_revision_id) as from_revision_id,
    coalesce(g.revision_id, c.revision_id) as to_revision_id,
    case
        when g.point is null then 'added'
        when c.point is null then 'removed'
        when c.doubt > g.doubt then 'softened'
        when c.doubt < g.doubt then 'hardened'
        when c.is_outlook and not g.is_outlook then 'softened'
        when g.is_outlook and not c.is_outlook then 'hardened'
        else 'attribution_changed'
    end as effect,
    g.sentence as old_sentence,
    c.sentence as new_sentence,
    coalesce(g.first_known_at, c.first_known_at) as known_at
from paired g
full join come c
    on c.revision_id = g.revision_id
    and c.point = g.new_point
    and c.number = g.new_number
where g.point is null
    or c.point is null
    or c.doubt <> g.doubt
    or c.attribution <> g.attribution
    or coalesce(c.is_outlook, false) <> coalesce(g.is_outlook, false)
