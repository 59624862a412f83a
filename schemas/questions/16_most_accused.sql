-- 16. Which companies are accused most often, and by how many different accusers?
select
    a.entity_id,
    a.name,
    count(distinct a.dispute_id) as dispute_count,
    count(distinct b.entity_id) as accuser_count,
    min_by(a.sentence, (a.since_on, a.dispute_id)) as sentence
from dispute_parties a
left join dispute_parties b
    on b.dispute_id = a.dispute_id
    and b.role = 'accuser'
    and b.entity_id <> a.entity_id
where a.role = 'accused'
    and a.since_on <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
group by all
order by
    dispute_count desc,
    accuser_count desc,
    a.entity_id
