-- A row that a person rejected.
select
    record,
    row_id
from decided
where decision = 'reject'
