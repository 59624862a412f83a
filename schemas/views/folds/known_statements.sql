-- A sentence that makes, denies or refuses a claim, in any text of an article.
with made as (
    select
        statement_id,
        first(claim_id order by score desc, claim_id) filter (where relation = 'makes') as claim_id,
        first(claim_id order by score desc, claim_id) filter (where relation <> 'makes') as answers_claim_id,
        first(relation order by score desc, claim_id) filter (where relation <> 'makes') as answers_by
    from known_makes
    group by all
)
select
    s.* exclude (known_at, batch_id, stance, attribution, hedge, speaker_id, claimant_id, about_id),
    coalesce(ms.new_id, s.speaker_id) as speaker_id,
    coalesce(mc.new_id, s.claimant_id) as claimant_id,
    coalesce(ma.new_id, s.about_id) as about_id,
    coalesce(cs.value, s.stance) as stance,
    coalesce(ca.value, s.attribution) as attribution,
    coalesce(ch.value, s.hedge) as hedge,
    s.known_at,
    case when coalesce(cs.value, s.stance) not in ('declined_to_comment', 'no_response') then m.claim_id end as claim_id,
    m.answers_claim_id,
    m.answers_by,
    q.dispute_id,
    r.url,
    r.is_current,
    coalesce(ca.value, s.attribution) in (
        'named', 'spokesperson', 'company_statement', 'official', 'document', 'court_record'
    ) as is_on_record
from observed.statements s
join known_revisions r using (revision_id)
left join quarrels q using (revision_id, quarrel)
left join made m using (statement_id)
left join corrected cs on cs.record = 'statements' and cs.row_id = s.statement_id and cs.field = 'stance'
left join corrected ca on ca.record = 'statements' and ca.row_id = s.statement_id and ca.field = 'attribution'
left join corrected ch on ch.record = 'statements' and ch.row_id = s.statement_id and ch.field = 'hedge'
left join moved ms on ms.record = 'entity' and ms.old_id = s.speaker_id
left join moved mc on mc.record = 'entity' and mc.old_id = s.claimant_id
left join moved ma on ma.record = 'entity' and ma.old_id = s.about_id
anti join refused f on f.record = 'statements' and f.row_id = s.statement_id
anti join dismissed d on d.revision_id = s.revision_id
where s.known_at < (select until_at from moment)
    and s.method not like 'llm-%'
qualify row_number() over (partition by s.statement_id order by s.known_at, s.batch_id) = 1
