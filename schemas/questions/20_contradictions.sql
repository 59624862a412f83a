-- 20. Where do two outlets contradict each other on the same point?
-- A claim and its denial told by different outlets, or another number for the same thing.
with opposed as (
    select
        claim_id,
        dispute_id,
        wording,
        sentence,
        unnest(contradicts_claim_ids) as other_id
    from claims
    where is_standing
        and cast(first_said_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
),
told as (
    select
        claim_id,
        list(distinct outlet order by outlet) as outlets
    from voices
    group by all
)
select
    o.dispute_id,
    a.outlets as one_outlets,
    o.wording as one,
    o.sentence as one_sentence,
    b.outlets as other_outlets,
    c.wording as other,
    c.sentence as other_sentence
from opposed o
join claims c on c.claim_id = o.other_id
join told a on a.claim_id = o.claim_id
join told b on b.claim_id = o.other_id
where o.claim_id < o.other_id
    and len(list_distinct(list_concat(a.outlets, b.outlets))) > 1
order by
    o.dispute_id,
    o.claim_id,
    o.other_id
