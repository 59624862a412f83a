-- An article in its story.
select
    s.article_id,
    coalesce(m.new_id, s.story_id) as story_id
from observed.story_members s
join known_articles a using (article_id)
left join moved m on m.record = 'story' and m.old_id = s.story_id
where s.known_at < (select until_at from moment)
qualify row_number() over (partition by s.article_id order by s.known_at desc, s.score desc, s.story_id) = 1
