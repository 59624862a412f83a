-- An article, by its current text.
select
    article_id,
    revision_id,
    url,
    outlet_id,
    outlet,
    owner_group,
    published_at
from known_revisions
where is_current
