-- A case name, docket number or citation, and where it was first seen.
select
    dispute_id,
    ref,
    ref_kind,
    first_seen_at,
    article_id,
    sentence,
    url
from known_court_refs
