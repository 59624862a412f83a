-- 6. Who declined to comment or did not respond, by company, this quarter?
with asked as (
    select coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel)) as day
)
select
    coalesce(s.speaker, s.claimant) as company,
    count(distinct s.dispute_id) filter (where s.stance = 'declined_to_comment') as declined_count,
    count(distinct s.dispute_id) filter (where s.stance = 'no_response') as no_response_count,
    max(s.said_at) as last_at,
    max_by(s.sentence, (s.said_at, s.statement_id)) as sentence
from statements s
cross join asked q
where s.stance in ('declined_to_comment', 'no_response')
    and coalesce(s.speaker, s.claimant) is not null
    and cast(s.said_at as date) between date_trunc('quarter', q.day) and q.day
group by company
order by
    declined_count + no_response_count desc,
    company
