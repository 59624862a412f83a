-- What is said of the latest text of an article. What other views count are the rows that are neither is_former nor
-- is_second_opinion: what a person decided, with the method review, and what the machine said where nobody did. A replay keeps
-- rows of a former version of a scheme beside them, and a language model says what it thinks.
with shown as (
    select
        *,
        false as is_former,
        false as is_second_opinion
    from known_labels
    union all by name
    select *
    from opinions
    where is_former or is_second_opinion
)
select
    b.article_id,
    b.revision_id,
    b.scheme,
    b.version,
    b.code,
    b.score,
    b.method,
    b.sentence,
    b.known_at,
    b.rank,
    b.label_id,
    b.is_former,
    b.is_second_opinion
from shown b
join known_articles a using (revision_id)
