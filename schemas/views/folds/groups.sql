-- What voices are counted for: an article on a claim, a dispute or a story, and whom it says it has it from.
select
    'claim' as kind,
    claim_id as group_id,
    article_id,
    first(relayed_from order by position) filter (where relayed_from is not null) as relayed_from
from known_statements
where is_current
    and claim_id is not null
group by all
union all
select
    'dispute',
    l.dispute_id,
    l.article_id,
    first(s.relayed_from order by s.position) filter (where s.relayed_from is not null and s.claim_kind = 'allegation')
from known_links l
left join known_statements s using (revision_id, quarrel)
where l.is_current
group by all
union all
select
    'story',
    story_id,
    article_id,
    null
from known_members
