-- A statement makes or answers a claim.
select
    l.statement_id,
    coalesce(m.new_id, l.claim_id) as claim_id,
    l.relation,
    max(l.score) as score
from observed.claim_links l
left join moved m on m.record = 'claim' and m.old_id = l.claim_id
where l.known_at < (select until_at from moment)
group by all
