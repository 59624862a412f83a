-- 7. How many truly independent outlets report each allegation, once wire copies and “as first reported by” are folded?
select
    c.claim_id,
    c.wording,
    c.article_count,
    c.voice_count,
    list(v.outlet order by v.first_published_at, v.voice_id) as outlets,
    list_distinct(flatten(list(v.fold_reasons))) as fold_reasons,
    c.sentence
from claims c
join voices v using (claim_id)
where c.claim_kind = 'allegation'
    and cast(c.first_said_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
group by all
order by
    c.voice_count desc,
    c.article_count desc,
    c.claim_id
