-- An article, by its latest text.
with judged as (
    select
        r.article_id,
        first(b.code order by b.score desc, b.code) filter (where b.scheme = 'relevance') as relevance,
        first(b.code order by b.score desc, b.code) filter (where b.scheme = 'dispute_type' and b.rank = 0) as dispute_type,
        first(b.code order by b.score desc, b.code) filter (where b.scheme = 'reported_stage') as reported_stage
    from known_articles r
    join known_labels b using (revision_id)
    group by all
),
counts as (
    select
        article_id,
        cast(count(*) as integer) as revision_count,
        min(first_known_at) as first_seen_at
    from known_revisions
    group by all
),
linked as (
    select
        article_id,
        list(distinct dispute_id order by dispute_id) as dispute_ids
    from known_links
    where is_current
    group by all
),
copied as (
    select
        article_id,
        of_article_id,
        copy_kind,
        credited_outlet
    from observed.copies
    where article_id <> of_article_id
    qualify row_number() over (
        partition by article_id
        order by
            list_position(['exact', 'syndicated', 'near', 'excerpt', 'cites'], copy_kind),
            score desc,
            of_article_id
    ) = 1
),
asked as (
    select
        url,
        outcome = 'gone' or status in (404, 410) as is_gone
    from observed.fetches
    where resource = 'page'
    qualify row_number() over (partition by url order by known_at desc, attempt desc, fetch_id) = 1
),
texts as (
    select *
    from observed.revisions
    qualify row_number() over (partition by revision_id order by known_at, batch_id, warc_file, warc_offset) = 1
)
select
    a.article_id,
    a.revision_id,
    n.revision_count,
    a.url,
    a.outlet,
    a.owner_group,
    a.country,
    a.language,
    t.article_kind,
    t.title,
    t.authors,
    t.text,
    t.published_at,
    t.published_basis,
    n.first_seen_at,
    a.completeness,
    t.correction_note,
    coalesce(g.is_gone, h.is_gone, false) as is_gone,
    s.story_id,
    c.of_article_id as copy_of_article_id,
    c.copy_kind,
    c.credited_outlet,
    case j.relevance
        when 'tech_dispute' then true
        when 'no_dispute' then false
    end as is_tech_dispute,
    j.dispute_type,
    j.reported_stage,
    coalesce(l.dispute_ids, []) as dispute_ids,
    t.warc_file,
    t.warc_offset,
    a.outlet_id,
    a.source_id,
    t.section
from known_revisions a
join texts t using (revision_id)
join counts n on n.article_id = a.article_id
left join asked g on g.url = a.fetched_url
left join asked h on h.url = a.url
left join known_members s on s.article_id = a.article_id
left join copied c on c.article_id = a.article_id
left join judged j on j.article_id = a.article_id
left join linked l on l.article_id = a.article_id
where a.is_current
