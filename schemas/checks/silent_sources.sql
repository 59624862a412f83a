-- A source that was due on the newest day and gave nothing.
-- warning
select
    source_id,
    day,
    state,
    reason
from coverage
where state in ('gap', 'blocked')
    and day = (select max(day) from coverage)
    and polls_due > 0
