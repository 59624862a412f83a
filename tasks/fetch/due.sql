-- A page to ask for, once: listed anew, put off earlier, or of an age at which it is looked at again.
-- $1 batch, $2 its instant, $3 ages in hours, $4 the last of them, $5 whether the batch arrived, $6 minutes before a retry
with own as (
    select
        url,
        min(source_id) as source_id,
        min(position) as position
    from entries
    where batch_id = $1 and state in ('new', 'changed')
    group by url
),
asked as (
    select
        url,
        arg_max(source_id, known_at) as source_id,
        min(known_at) filter (outcome in ('ok', 'not_modified', 'same_bytes')) as first_at,
        max(known_at) filter (outcome in ('ok', 'not_modified', 'same_bytes')) as good_at,
        max(known_at) as last_at,
        arg_max(outcome, (known_at, attempt)) as outcome,
        arg_max(etag, known_at) filter (outcome in ('ok', 'not_modified', 'same_bytes')) as etag,
        arg_max(last_modified, known_at) filter (outcome in ('ok', 'not_modified', 'same_bytes')) as last_modified,
        arg_max(payload_sha256, known_at) filter (outcome in ('ok', 'not_modified', 'same_bytes')) as sha256
    from fetches
    where resource = 'page' and batch_id <> $1
    group by url
),
ended as (
    select
        r.item as url,
        arg_max(r.source_id, r.known_at) as source_id,
        arg_max(r.outcome, r.known_at) as outcome,
        count(*) filter (r.outcome = 'deferred' and r.reason <> 'over_share') as tries,
        min(r.known_at) as since,
        max(r.known_at) as at
    from rejects r
    left join asked a on a.url = r.item
    where r.step = 'fetch' and r.batch_id <> $1 and r.known_at > coalesce(a.good_at, timestamp '-infinity')
    group by r.item
),
listed as (
    select distinct url
    from entries
    where batch_id <> $1 and url in (select url from ended where outcome = 'deferred')
),
put_off as (
    select
        e.url,
        e.source_id,
        e.since
    from ended e
    left join listed t on t.url = e.url
    left join asked a on a.url = e.url
    where
        e.outcome = 'deferred'
        and (t.url is not null or a.url is not null)
        and e.at + to_minutes(cast(least($6 * pow(2, greatest(e.tries, 1) - 1), 1440) as bigint)) <= $2
),
quarrels as (
    select
        l.dispute_id,
        arg_max(t.stage, (t.event_on, t.known_at)) as stage
    from dispute_links l
    left join timeline t
        on t.article_id = l.article_id
        and t.quarrel = l.quarrel
        and t.reality = 'actual'
        and t.stage is not null
    group by l.dispute_id
),
disputed as (
    select distinct r.fetched_url as url
    from revisions r
    join dispute_links l on l.article_id = r.article_id
    join quarrels q on q.dispute_id = l.dispute_id
    where coalesce(q.stage, '') not in ('settlement', 'withdrawn_or_dismissed')
),
aged as (
    select
        a.url,
        a.source_id
    from asked a
    left join disputed d on d.url = a.url
    where
        a.first_at is not null
        and a.outcome <> 'gone'
        and (
            list_any_value(list_filter(
                $3::integer[],
                lambda h: a.last_at < a.first_at + to_hours(h) and a.first_at + to_hours(h) <= $2
            )) is not null
            or (d.url is not null and a.last_at + to_hours($4::integer) <= $2)
        )
),
chosen as (
    select url, source_id, 0 as rank, position, null::timestamp as since from own
    union all
    select url, source_id, 1, 0, since from put_off where not $5
    union all
    select url, source_id, 2, 0, null from aged where not $5
),
first as (
    select * from chosen qualify row_number() over (partition by url order by rank) = 1
),
moved as (
    select
        url,
        arg_max(final_url, known_at) as final_url
    from captures
    where resource = 'page' and url <> final_url
    group by url
)
select
    f.url,
    f.source_id,
    f.rank,
    f.position,
    a.etag,
    a.last_modified,
    a.sha256,
    m.final_url,
    b.etag,
    b.last_modified,
    b.sha256,
    f.since
from first f
left join asked a on a.url = f.url
left join moved m on m.url = f.url
left join asked b on b.url = m.final_url
