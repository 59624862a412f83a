-- An independent voice on a claim, a dispute or a story.
select
    kind,
    group_id,
    substr(sha256(group_id || chr(31) || owner_group), 1, 20) as voice_id,
    first(outlet order by own_group <> owner_group, published_at, article_id) as outlet,
    owner_group,
    min(published_at) as first_published_at,
    list(article_id order by published_at, article_id) as article_ids,
    list_sort(
        list_distinct(
            list_concat(
                flatten(list(reasons)),
                case when count(*) filter (where own_group = owner_group) > 1 then ['owner_group'] else [] end
            )
        )
    ) as fold_reasons
from voiced
group by
    kind,
    group_id,
    owner_group
