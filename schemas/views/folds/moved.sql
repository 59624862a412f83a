-- An id that was merged away, and the id that goes on.
select
    record,
    old_id,
    first(new_id order by depth desc, new_id) as new_id
from hops
group by all
