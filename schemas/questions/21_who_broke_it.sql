-- 21. Who broke the story and how fast did others follow?
select
    s.story_id,
    s.title,
    s.first_outlet,
    s.first_published_at,
    a.outlet as follower,
    date_diff('minute', s.first_published_at, a.published_at) / 60.0 as hours_after,
    a.copy_kind,
    a.credited_outlet,
    a.url
from stories s
join articles a using (story_id)
where a.article_id <> s.first_article_id
    and len(s.dispute_ids) > 0
    and cast(s.first_published_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
order by
    s.first_published_at desc,
    s.story_id,
    hours_after,
    a.article_id
