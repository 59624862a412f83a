-- A text of an article, known at the moment; current is the one seen last, a headline only where there is nothing more.
with sightings as (
    select
        * exclude (text),
        min(known_at) over (partition by revision_id) as first_known_at,
        max(known_at) over (partition by revision_id) as last_known_at
    from observed.revisions
    where known_at < (select until_at from moment)
        and article_id not in (select article_id from observed.tombstones)
    qualify row_number() over (partition by revision_id order by known_at, batch_id, warc_file, warc_offset) = 1
)
select
    s.revision_id,
    s.article_id,
    s.url,
    s.fetched_url,
    s.source_id,
    s.outlet_id,
    coalesce(o.name, s.outlet_id) as outlet,
    coalesce(o.owner_group, o.name, s.outlet_id) as owner_group,
    o.country,
    s.language,
    s.title,
    coalesce(s.published_at, s.first_known_at) as published_at,
    s.completeness,
    s.correction_note,
    s.first_known_at,
    s.last_known_at,
    s.batch_id,
    row_number() over (
        partition by s.article_id
        order by s.completeness = 'headline' desc, s.last_known_at, s.first_known_at, s.revision_id
    ) = count(*) over (partition by s.article_id) as is_current
from sightings s
left join observed.outlets o using (outlet_id)
