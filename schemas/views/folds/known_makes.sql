-- A statement makes or answers a claim. Of two accusations against each other, the later answers.
with linked as (
    select
        l.statement_id,
        coalesce(g.new_id, m.new_id, l.claim_id) as claim_id,
        l.relation,
        max(l.score) as score
    from parted_claims l
    left join moved m on m.record = 'claim' and m.old_id = l.claim_id
    left join merged_claims g on g.old_id = l.claim_id
    group by all
),
begun as (
    select
        l.claim_id,
        min(struct_pack(said_at := s.said_at, place := s.position, claim_id := l.claim_id)) as first_said
    from linked l
    join observed.statements s using (statement_id)
    where l.relation = 'makes'
    group by all
),
countering as (
    select distinct
        c.statement_id,
        c.claim_id
    from linked c
    join linked k on k.statement_id = c.statement_id and k.relation = 'makes'
    join begun b on b.claim_id = k.claim_id
    join begun o on o.claim_id = c.claim_id
    where c.relation = 'counters'
        and b.first_said > o.first_said
)
select l.*
from linked l
left join countering c using (statement_id, claim_id)
where l.relation <> 'counters'
    or c.claim_id is not null
