-- A claim that belongs to no dispute.
-- warning
select
    claim_id,
    sentence
from claims
where dispute_id is null
