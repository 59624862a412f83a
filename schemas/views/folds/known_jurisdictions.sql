-- A place whose law or government acts in a dispute.
with placed as (
    select
        q.dispute_id,
        r.url,
        j.*
    from observed.jurisdictions j
    join known_revisions r using (revision_id)
    join quarrels q using (revision_id, quarrel)
    anti join refused f on f.record = 'jurisdictions' and f.row_id = j.jurisdiction_id
    where j.known_at < (select until_at from moment)
        and r.is_current
)
select
    dispute_id,
    country,
    role,
    first(sentence order by known_at, article_id, start_char) as sentence,
    first(url order by known_at, article_id, start_char) as url
from placed
group by
    dispute_id,
    country,
    role
