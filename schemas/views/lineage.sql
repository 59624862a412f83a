-- From a row to its bytes: which page, fetched when, by which batch and version of the step.
with rows as (
    select label_id as row_id, 'labels' as record, revision_id, batch_id, 'classify' as step from observed.labels
    union all
    select label_id, 'former_labels', revision_id, batch_id, 'classify' from observed.former_labels
    union all
    select mention_id, 'mentions', revision_id, batch_id, 'classify' from observed.mentions
    union all
    select statement_id, 'statements', revision_id, batch_id, 'classify' from observed.statements
    union all
    select party_id, 'parties', revision_id, batch_id, 'classify' from observed.parties
    union all
    select jurisdiction_id, 'jurisdictions', revision_id, batch_id, 'classify' from observed.jurisdictions
    union all
    select context_id, 'contexts', revision_id, batch_id, 'classify' from observed.contexts
    union all
    select court_ref_id, 'court_refs', revision_id, batch_id, 'classify' from observed.court_refs
    union all
    select event_id, 'timeline', revision_id, batch_id, 'classify' from observed.timeline
    union all
    select link_id, 'dispute_links', revision_id, batch_id, 'classify' from observed.dispute_links
    union all
    select copy_id, 'copies', revision_id, batch_id, 'deduplicate' from observed.copies
    union all
    select revision_id, 'revisions', revision_id, batch_id, 'parse' from observed.revisions
),
pages as (
    select
        revision_id,
        fetched_url,
        warc_file,
        warc_offset,
        payload_sha256,
        known_at
    from observed.revisions
    qualify row_number() over (partition by revision_id order by known_at, batch_id, warc_file, warc_offset) = 1
)
select
    r.row_id,
    r.record,
    r.revision_id,
    p.fetched_url as url,
    p.warc_file,
    p.warc_offset,
    p.payload_sha256,
    p.known_at as fetched_at,
    r.batch_id,
    c.version as step_version
from rows r
join pages p using (revision_id)
left join observed.commits c on c.batch_id = r.batch_id and c.step = r.step
