-- A happening, and the articles on it.
with told as (
    select
        s.story_id,
        a.article_id,
        a.outlet,
        a.published_at,
        r.title,
        s.article_id = s.story_id as is_founder
    from known_members s
    join known_articles a using (article_id)
    join known_revisions r using (revision_id)
),
disputed as (
    select
        s.story_id,
        list(distinct l.dispute_id order by l.dispute_id) as dispute_ids
    from known_members s
    join known_links l using (article_id)
    where l.is_current
    group by all
)
select
    t.story_id,
    first(t.title order by t.published_at, t.article_id) as title,
    first(t.article_id order by t.published_at, t.article_id) as first_article_id,
    first(t.outlet order by t.published_at, t.article_id) as first_outlet,
    min(t.published_at) as first_published_at,
    max(t.published_at) as last_published_at,
    n.article_count,
    n.voice_count,
    coalesce(d.dispute_ids, []) as dispute_ids
from told t
join counted n on n.kind = 'story' and n.group_id = t.story_id
left join disputed d on d.story_id = t.story_id
group by all
