-- A link of a statement to a claim. Of a dispute that was split off, the claims are its own.
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
        when p.dispute_id is null then l.claim_id
        else substring(sha256(concat_ws(chr(31), 'claim', l.claim_id, p.dispute_id)), 1, 20)
    end as claim_id,
    l.relation,
    coalesce(p.dispute_id, l.dispute_id) as dispute_id,
    p.dispute_id is not null as is_parted,
    l.score
from observed.claim_links l
left join split p using (statement_id)
where l.known_at < (select until_at from moment)
