-- A word that is not on the closed list of its column.
-- blocking
with lists as (
    select
        unnest([
            struct_pack(field := 'attribution', words := [
                'named', 'spokesperson', 'company_statement', 'official', 'anonymous', 'document', 'court_record',
                'other_outlet', 'outlet_voice'
            ]),
            struct_pack(field := 'stance', words := [
                'asserts', 'denies', 'admits', 'declined_to_comment', 'no_response', 'other_statement'
            ]),
            struct_pack(field := 'claim_kind', words := [
                'allegation', 'denial', 'intention', 'warning', 'prediction', 'demand', 'fact'
            ]),
            struct_pack(field := 'hedge', words := ['none', 'alleged', 'reported', 'possible', 'unverified']),
            struct_pack(field := 'quote_form', words := ['direct', 'indirect', 'mixed']),
            struct_pack(field := 'role', words := [
                'accuser', 'accused', 'regulator_or_government', 'court', 'third_party'
            ]),
            struct_pack(field := 'reality', words := ['actual', 'planned', 'hypothetical', 'negated', 'background']),
            struct_pack(field := 'date_precision', words := ['day', 'month', 'year', 'reported']),
            struct_pack(field := 'event_kind', words := [
                'accusation', 'denial', 'no_comment', 'action_considered', 'threat_of_suit', 'demand_letter',
                'complaint_filed', 'motion', 'scheduling', 'hearing', 'injunction', 'ruling', 'settlement', 'appeal', 'withdrawal',
                'inquiry_opened', 'raid_or_arrest', 'rule_proposed', 'rule_final', 'listing', 'fine', 'warning', 'statement'
            ]),
            struct_pack(field := 'stage', words := [
                'allegation', 'denial_response', 'investigation', 'legislation_or_policy', 'complaint_filed', 'proceedings',
                'ruling_or_order', 'penalty_or_sanction', 'appeal', 'settlement', 'withdrawn_or_dismissed'
            ]),
            struct_pack(field := 'relation', words := ['backdrop', 'cause_cited', 'fear']),
            struct_pack(field := 'copy_kind', words := ['exact', 'syndicated', 'near', 'excerpt', 'cites']),
            struct_pack(field := 'completeness', words := ['full', 'stub', 'truncated', 'headline']),
            struct_pack(field := 'article_kind', words := [
                'news', 'opinion', 'howto', 'review', 'notice', 'live', 'other'
            ]),
            struct_pack(field := 'link', words := ['founds', 'continues', 'recalls']),
            struct_pack(field := 'claim_link', words := ['makes', 'denies', 'admits', 'counters', 'answers', 'declines'])
        ], recursive := true)
),
used as (
    select distinct 'attribution' as field, attribution as word from observed.statements
    union
    select distinct 'stance', stance from observed.statements
    union
    select distinct 'claim_kind', claim_kind from observed.statements where claim_kind is not null
    union
    select distinct 'hedge', hedge from observed.statements
    union
    select distinct 'quote_form', quote_form from observed.statements
    union
    select distinct 'role', role from observed.parties
    union
    select distinct 'reality', reality from observed.timeline
    union
    select distinct 'date_precision', date_precision from observed.timeline
    union
    select distinct 'event_kind', event_kind from observed.timeline
    union
    select distinct 'stage', stage from observed.timeline where stage is not null
    union
    select distinct 'relation', relation from observed.contexts
    union
    select distinct 'copy_kind', copy_kind from observed.copies
    union
    select distinct 'completeness', completeness from observed.revisions
    union
    select distinct 'article_kind', article_kind from observed.revisions
    union
    select distinct 'link', relation from observed.dispute_links
    union
    select distinct 'claim_link', relation from observed.claim_links
)
select
    u.field,
    u.word
from used u
left join lists l using (field)
where not list_contains(coalesce(l.words, []), u.word)
