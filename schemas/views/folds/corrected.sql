-- A field that a person corrected, and its right value.
select
    record,
    row_id,
    field,
    value
from decided
where decision in ('correct', 'split')
    and field is not null
