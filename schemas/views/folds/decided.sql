-- The last decision of a person on a row, or on a field of it; is_last tells which of them was the last on the row.
select
    record,
    row_id,
    field,
    decision,
    value,
    row_number() over (partition by record, row_id order by known_at desc, review_id desc) = 1 as is_last
from observed.reviews
where known_at < (select until_at from moment)
qualify row_number() over (partition by record, row_id, field order by known_at desc, review_id desc) = 1
