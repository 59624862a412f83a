-- 18. What is in dispute: weights, training data, code, chips, staff? Count by asset and jurisdiction.
with placed as (
    select
        d.dispute_id,
        coalesce(d.asset_kind, 'not stated') as asset_kind,
        unnest(case when len(d.jurisdictions) > 0 then d.jurisdictions else ['not stated'] end) as jurisdiction
    from as_known(coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))) d
)
select
    asset_kind,
    jurisdiction,
    count(distinct dispute_id) as dispute_count,
    list(distinct dispute_id order by dispute_id) as dispute_ids
from placed
group by all
order by
    dispute_count desc,
    asset_kind,
    jurisdiction
