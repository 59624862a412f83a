-- A row whose sentence does not stand where it says, in the very text that it says.
-- blocking
with texts as (
    select
        revision_id,
        title || chr(10) || chr(10) || text as evidence
    from observed.revisions
    qualify row_number() over (partition by revision_id order by known_at, batch_id) = 1
),
rows as (
    select 'labels' as record, label_id as row_id, revision_id, start_char, end_char, sentence from observed.labels
    union all
    select 'former_labels', label_id, revision_id, start_char, end_char, sentence from observed.former_labels
    union all
    select 'mentions', mention_id, revision_id, start_char, end_char, sentence from observed.mentions
    union all
    select 'statements', statement_id, revision_id, start_char, end_char, sentence from observed.statements
    union all
    select 'parties', party_id, revision_id, start_char, end_char, sentence from observed.parties
    union all
    select 'jurisdictions', jurisdiction_id, revision_id, start_char, end_char, sentence from observed.jurisdictions
    union all
    select 'contexts', context_id, revision_id, start_char, end_char, sentence from observed.contexts
    union all
    select 'court_refs', court_ref_id, revision_id, start_char, end_char, sentence from observed.court_refs
    union all
    select 'timeline', event_id, revision_id, start_char, end_char, sentence from observed.timeline
    union all
    select 'dispute_links', link_id, revision_id, start_char, end_char, sentence from observed.dispute_links
    union all
    select 'copies', copy_id, revision_id, start_char, end_char, sentence from observed.copies where sentence is not null
)
select
    r.record,
    r.row_id,
    r.revision_id,
    r.sentence
from rows r
left join texts t using (revision_id)
where t.evidence is null
    or coalesce(r.sentence, '') = ''
    or substring(t.evidence, r.start_char + 1, r.end_char - r.start_char) is distinct from r.sentence
