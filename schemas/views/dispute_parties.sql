-- A party in a role in a dispute, as articles that stand give it.
select
    dispute_id,
    entity_id,
    name,
    role,
    country,
    since_on,
    cast(article_count as integer) as article_count,
    sentence,
    is_reported,
    url
from known_parties
