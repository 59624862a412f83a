-- What a person last decided on a label, for each text of the article in which the sentence that was judged stands, in the codes
-- of the version that the labels of that text have. A scheme has one code and so one decision; of dispute types, which may be
-- several, each has its own.
with spoken as (
    select
        revision_id,
        scheme,
        arg_max(version, known_at) as version
    from default_labels
    group by all
),
in_force as (
    select distinct
        scheme,
        version
    from observed.taxonomy
    where is_in_force
),
decisions as (
    select
        t.revision_id,
        t.article_id,
        r.row_id as label_id,
        r.review_id,
        r.scheme,
        coalesce(s.version, f.version, r.version) as version,
        r.version as own_version,
        r.code as own_code,
        r.value as own_value,
        r.rank,
        r.sentence,
        r.known_at
    from observed.reviews r
    join observed.revisions t
        on t.article_id = r.article_id
        and contains(t.title || chr(10) || chr(10) || t.text, r.sentence)
    left join spoken s on s.revision_id = t.revision_id and s.scheme = r.scheme
    left join in_force f on f.scheme = r.scheme
    where r.record = 'labels'
        and r.known_at < (select until_at from moment)
),
translated as (
    select
        d.*,
        case when d.own_version = d.version then d.own_code else c.to_code end as code,
        case when d.own_version = d.version then d.own_value else v.to_code end as value,
        case when d.scheme = 'dispute_type' then coalesce(c.to_code, d.own_code) end as subject
    from decisions d
    left join carried c
        on c.scheme = d.scheme
        and c.version = d.own_version
        and c.code = d.own_code
        and c.to_version = d.version
    left join carried v
        on v.scheme = d.scheme
        and v.version = d.own_version
        and v.code = d.own_value
        and v.to_version = d.version
),
last as (
    select *
    from translated
    -- Codes that a later version joins were decided on one by one, and all of that holds until the joined one is decided on.
    qualify row_number() over (
        partition by
            revision_id,
            scheme,
            subject,
            case when scheme = 'dispute_type' then own_code end
        order by known_at desc, review_id desc
    ) = 1
    and own_version = first_value(own_version) over (
        partition by
            revision_id,
            scheme,
            subject
        order by known_at desc, review_id desc
    )
)
select
    revision_id,
    article_id,
    label_id,
    scheme,
    version,
    code,
    value,
    rank,
    sentence,
    known_at
from last
-- A decision for a code whose words have parted since asks for another look.
where value is not null or own_value is null
