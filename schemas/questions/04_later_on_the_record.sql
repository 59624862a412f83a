-- 4. Which of those were later confirmed on the record, and after how many days?
select
    c.claim_id,
    c.dispute_id,
    c.wording,
    c.first_said_at,
    c.first_on_record_at,
    date_diff('day', cast(c.first_said_at as date), cast(c.first_on_record_at as date)) as days_until_on_record,
    c.sentence
from claims c
where c.claim_kind = 'allegation'
    and c.unnamed_source_count > 0
    and c.first_on_record_at > c.first_said_at
    and cast(c.first_on_record_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
order by
    days_until_on_record,
    c.claim_id
