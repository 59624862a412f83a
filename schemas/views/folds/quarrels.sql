-- A quarrel of a text, and the dispute that it belongs to.
select
    revision_id,
    quarrel,
    dispute_id
from known_links
qualify row_number() over (
    partition by revision_id, quarrel
    order by relation = 'recalls', score desc, dispute_id
) = 1
