-- 24. Take this row back to the exact page: which bytes, fetched when, by which run and code version?
-- set variable row = '<row_id>'; without it, the first statement of the newest day.
with chosen as (
    select coalesce(
        getvariable('row'),
        (
            select statement_id
            from statements
            where cast(known_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
            order by known_at desc, statement_id
            limit 1
        )
    ) as row_id
)
select
    l.row_id,
    l.record,
    l.revision_id,
    l.url,
    l.warc_file,
    l.warc_offset,
    l.payload_sha256,
    l.fetched_at,
    l.batch_id,
    l.step_version
from lineage l
join chosen c using (row_id)
order by
    l.record,
    l.batch_id
