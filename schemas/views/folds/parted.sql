-- A dispute that a person split off: it goes on as no other.
select distinct value as dispute_id
from decided
where record = 'dispute_links'
    and decision = 'split'
