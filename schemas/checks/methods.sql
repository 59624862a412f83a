-- A judgement without the method that made it, or with a score outside 0 to 1.
-- blocking
with judged as (
    select 'labels' as record, label_id as row_id, method, score from observed.labels
    union all
    select 'former_labels', label_id, method, score from observed.former_labels
    union all
    select 'mentions', mention_id, method, score from observed.mentions
    union all
    select 'statements', statement_id, method, score from observed.statements
    union all
    select 'parties', party_id, method, score from observed.parties
    union all
    select 'jurisdictions', jurisdiction_id, method, score from observed.jurisdictions
    union all
    select 'contexts', context_id, method, score from observed.contexts
    union all
    select 'court_refs', court_ref_id, method, score from observed.court_refs
    union all
    select 'timeline', event_id, method, score from observed.timeline
    union all
    select 'dispute_links', link_id, method, score from observed.dispute_links
    union all
    select 'claim_links', statement_id, method, score from observed.claim_links
    union all
    select 'copies', copy_id, method, score from observed.copies
    union all
    select 'story_members', article_id, method, score from observed.story_members
)
select *
from judged
where coalesce(method, '') not like '_%@_%'
    or score is null
    or not score between 0 and 1
