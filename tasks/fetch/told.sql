-- What a source said of a page: in this batch, or when it listed one that was put off later. The last in the order of `batch`
-- counts: this batch, whenever it is, else the newest.
-- $1 batch
select
    url,
    case when batch_id = $1 then 'this' else batch_id end as batch,
    source_id,
    position,
    guid,
    title,
    summary,
    published_at,
    updated_at
from entries
where
    state in ('new', 'changed')
    and (batch_id = $1 or url in (select item from rejects where step = 'fetch' and outcome = 'deferred' and batch_id <> $1))
