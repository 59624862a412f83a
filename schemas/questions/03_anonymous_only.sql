-- 3. Which allegations rest only on anonymous sources?
-- As they stood on as_of: what was put on the record later counts as unnamed until then.
select
    c.claim_id,
    c.dispute_id,
    c.wording,
    c.unnamed_source_count,
    c.first_said_at,
    c.article_count,
    c.voice_count,
    c.sentence
from claims c
where c.claim_kind = 'allegation'
    and c.is_standing
    and cast(c.first_said_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
    and (
        c.is_anonymous_only
        or (
            c.unnamed_source_count > 0
            and cast(c.first_on_record_at as date) > coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
        )
    )
order by
    c.first_said_at,
    c.claim_id
