-- A link to something that is not there.
-- blocking
select
    'claim_links' as record,
    l.claim_id as id,
    'statement ' || l.statement_id as missing
from observed.claim_links l
anti join observed.statements s on s.statement_id = l.statement_id
union all
select
    'claim_links',
    l.statement_id,
    'claim ' || l.claim_id
from observed.claim_links l
anti join observed.claim_links f on f.claim_id = l.claim_id and f.relation = 'makes'
union all
select
    'dispute_links',
    l.link_id,
    'revision ' || l.revision_id
from observed.dispute_links l
anti join observed.revisions r on r.revision_id = l.revision_id
union all
select
    'dispute_links',
    l.link_id,
    'founder of ' || l.dispute_id
from observed.dispute_links l
anti join observed.dispute_links f on f.dispute_id = l.dispute_id and f.relation = 'founds'
anti join observed.reviews v on v.record = 'dispute_links' and v.decision = 'split' and v.value = l.dispute_id
union all
select
    'copies',
    c.copy_id,
    'article ' || c.of_article_id
from observed.copies c
anti join observed.revisions r on r.article_id = c.of_article_id
anti join observed.tombstones t on t.article_id = c.of_article_id
union all
select
    'story_members',
    m.story_id,
    'article ' || m.article_id
from observed.story_members m
anti join observed.revisions r on r.article_id = m.article_id
anti join observed.tombstones t on t.article_id = m.article_id
