-- A row that a person rejected, and nobody took back in.
select
    record,
    row_id
from decided
where decision = 'reject'
    and is_last
