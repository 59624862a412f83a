-- A merge that holds.
select r.*
from observed.redirects r
left join parted p on r.record = 'dispute' and p.dispute_id = r.old_id
where r.known_at < (select until_at from moment)
    and p.dispute_id is null
