-- What voices are counted for: an article on a claim, a dispute or a story, and whom it says it has it from.
-- "The accusation was first reported by X" says it of the accusation, though the sentence itself accuses nobody.
with relayed as (
    select
        revision_id,
        quarrel,
        first(relayed_from order by claim_kind = 'allegation' desc, position) as relayed_from
    from known_statements
    where relayed_from is not null
        and (claim_kind = 'allegation' or regexp_matches(sentence, '\bfirst reported\b', 'i'))
    group by all
)
select
    'claim' as kind,
    s.claim_id as group_id,
    s.article_id,
    coalesce(
        first(s.relayed_from order by s.position) filter (where s.relayed_from is not null),
        first(r.relayed_from order by s.position) filter (where s.claim_kind = 'allegation')
    ) as relayed_from
from known_statements s
left join relayed r using (revision_id, quarrel)
where s.is_current
    and s.claim_id is not null
group by all
union all
select
    'dispute',
    l.dispute_id,
    l.article_id,
    first(r.relayed_from order by l.link_id) filter (where r.relayed_from is not null)
from known_links l
left join relayed r using (revision_id, quarrel)
where l.is_current
group by all
union all
select
    'story',
    story_id,
    article_id,
    null
from known_members
