-- A statement makes or answers a claim. Of a dispute that was split off, the claims are its own.
with split as (
    select
        s.statement_id,
        first(q.dispute_id order by q.dispute_id) as dispute_id
    from observed.statements s
    join quarrels q using (revision_id, quarrel)
    join parted p using (dispute_id)
    group by all
)
select
    l.statement_id,
    case
        when p.dispute_id is null then coalesce(m.new_id, l.claim_id)
        else substring(sha256(concat_ws(chr(31), 'claim', l.claim_id, p.dispute_id)), 1, 20)
    end as claim_id,
    l.relation,
    max(l.score) as score
from observed.claim_links l
left join moved m on m.record = 'claim' and m.old_id = l.claim_id
left join split p using (statement_id)
where l.known_at < (select until_at from moment)
group by all
