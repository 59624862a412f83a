-- Background of a dispute: never an event.
select
    dispute_id,
    context_kind,
    relation,
    article_id,
    known_at,
    sentence,
    url,
    method,
    score,
    context_id
from known_contexts
