-- An article, and the voice it is of: the owner of the outlet where its reporting comes from.
with named as (
    select
        *,
        regexp_replace(
            trim(regexp_replace(lower(relayed_from), '[^a-z0-9]+', '-', 'g'), '-'), '^the-', ''
        ) as relayed_id
    from groups
),
copied as (
    select
        article_id,
        list(distinct copy_kind order by copy_kind) as kinds
    from parents
    group by all
)
select
    n.kind,
    n.group_id,
    n.article_id,
    a.outlet,
    a.owner_group as own_group,
    a.published_at,
    coalesce(o.owner_group, n.relayed_id, g.owner_group) as owner_group,
    list_concat(
        case when g.origin_id <> n.article_id then c.kinds else [] end,
        case when coalesce(o.owner_group, n.relayed_id) <> a.owner_group then ['relayed_from'] else [] end
    ) as reasons
from named n
join known_articles a using (article_id)
join origins g using (article_id)
left join copied c using (article_id)
left join observed.outlets o on o.outlet_id = n.relayed_id
