-- A source that gave less on the newest day than one of its floors asks for, or turned empty.
-- warning
select
    source_id,
    day,
    reason
from coverage
where state = 'thin'
    and day = (select max(day) from coverage)
