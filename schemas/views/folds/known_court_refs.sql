-- A case name, docket number or citation of a dispute, where it was first seen.
with cited as (
    select
        q.dispute_id,
        c.*,
        r.url,
        r.published_at,
        lower(regexp_replace(c.ref, '[^A-Za-z0-9]+', '', 'g')) as ref_key
    from observed.court_refs c
    join known_revisions r using (revision_id)
    join quarrels q using (revision_id, quarrel)
    anti join refused f on f.record = 'court_refs' and f.row_id = c.court_ref_id
    where c.known_at < (select until_at from moment)
        and r.is_current
)
select
    dispute_id,
    first(ref order by published_at, article_id, start_char) as ref,
    first(ref_kind order by published_at, article_id, start_char) as ref_kind,
    min(published_at) as first_seen_at,
    first(article_id order by published_at, article_id, start_char) as article_id,
    first(sentence order by published_at, article_id, start_char) as sentence,
    first(url order by published_at, article_id, start_char) as url
from cited
group by
    dispute_id,
    ref_key
