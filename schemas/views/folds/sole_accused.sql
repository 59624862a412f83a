-- The accused of a dispute that has exactly one.
select
    dispute_id,
    min(entity_id) as entity_id,
    min(name) as name
from known_parties
where role = 'accused'
group by all
having count(distinct entity_id) = 1
