-- What a method said of the latest text of an article; what a person decided stands in its place, with the method review.
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
    b.label_id
from known_labels b
join known_articles a using (revision_id)
