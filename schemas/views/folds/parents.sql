-- An article is the same reporting as an earlier one.
select
    article_id,
    of_article_id,
    first(copy_kind order by score desc, copy_kind) as copy_kind
from observed.copies
where known_at < (select until_at from moment)
    and article_id <> of_article_id
group by all
