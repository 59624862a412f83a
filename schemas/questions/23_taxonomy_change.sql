-- 23. What changed in the labels when the taxonomy went from v1 to v2, and why?
-- Empty while one version is in force; a replay also writes its flips, with sentences, to replays/<id>/diff.json and diff.md.
with said as (
    select
        article_id,
        scheme,
        version,
        code,
        method,
        sentence,
        is_former
    from labels
    where rank = 0
        and not is_second_opinion
        and cast(known_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
)
select
    a.article_id,
    a.scheme,
    a.version as old_version,
    b.version as new_version,
    a.code as old_code,
    b.code as new_code,
    a.sentence as old_sentence,
    b.sentence as new_sentence,
    b.method
from said a
join said b
    on b.article_id = a.article_id
    and b.scheme = a.scheme
    and b.code <> a.code
where a.is_former
    and not b.is_former
order by
    a.article_id,
    a.scheme,
    a.version
