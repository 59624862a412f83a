-- A label of a text as it counts: what a person decided, and what the machine said where nobody did.
with tagged as (
    select
        s.*,
        false as is_ruled
    from default_labels s
    anti join ruled r
        on r.revision_id = s.revision_id
        and r.scheme = s.scheme
        and (r.scheme <> 'dispute_type' or r.code = s.code)
    where s.known_at < (select until_at from moment)
    union all by name
    select
        label_id,
        revision_id,
        article_id,
        scheme,
        version,
        value as code,
        rank,
        1.0 as score,
        'review' as method,
        sentence,
        known_at,
        true as is_ruled
    from ruled
    where value is not null
),
once as (
    select *
    from tagged
    qualify row_number() over (
        partition by revision_id, scheme, code
        order by is_ruled desc, known_at desc, score desc, label_id
    ) = 1
)
select
    o.* exclude (rank, is_ruled),
    cast(row_number() over (
        partition by o.revision_id, o.scheme
        order by o.rank, o.is_ruled desc, o.score desc, o.code
    ) - 1 as integer) as rank
from once o
-- What is no dispute, or left open, has neither type nor stage, whatever was read before that was decided.
anti join tagged c
    on c.revision_id = o.revision_id
    and c.scheme = 'relevance'
    and c.code <> 'tech_dispute'
    and o.scheme <> 'relevance'
