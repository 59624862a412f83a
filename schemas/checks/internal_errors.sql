-- A thing that left the flow through a bug of ours; the target is none.
-- warning
select
    step,
    item,
    message
from observed.rejects
where reason = 'internal'
