-- A merge and the merges that follow from it. Recursive.
select
    record,
    old_id,
    new_id,
    1 as depth
from merges
where old_id <> new_id
union
select
    h.record,
    h.old_id,
    r.new_id,
    h.depth + 1
from hops h
join merges r
    on r.record = h.record
    and r.old_id = h.new_id
    and r.new_id <> h.old_id
where h.depth < 20
