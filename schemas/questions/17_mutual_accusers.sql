-- 17. Which pairs of companies accuse each other?
with pairs as (
    select
        a.dispute_id,
        a.entity_id as accuser_id,
        a.name as accuser,
        b.entity_id as accused_id,
        b.name as accused,
        a.sentence
    from dispute_parties a
    join dispute_parties b
        on b.dispute_id = a.dispute_id
        and b.role = 'accused'
        and b.entity_id <> a.entity_id
    where a.role = 'accuser'
        and greatest(a.since_on, b.since_on) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
)
select
    p.accuser as one,
    p.accused as other,
    list(distinct p.dispute_id order by p.dispute_id) as one_accuses_in,
    list(distinct r.dispute_id order by r.dispute_id) as other_accuses_in,
    min(p.sentence) as one_sentence,
    min(r.sentence) as other_sentence
from pairs p
join pairs r
    on r.accuser_id = p.accused_id
    and r.accused_id = p.accuser_id
where p.accuser_id < p.accused_id
group by all
order by
    one,
    other
