-- A text that is no dispute, or left open: nothing read in it bears on a dispute. What a person says of the text that stands
-- holds for the older ones of the article.
select revision_id
from known_labels
where scheme = 'relevance'
    and code <> 'tech_dispute'
union
select o.revision_id
from ruled r
join known_revisions c on c.revision_id = r.revision_id and c.is_current
join known_revisions o on o.article_id = c.article_id
where r.scheme = 'relevance'
    and r.value is distinct from 'tech_dispute'
