-- A stage, and its place in the life of a dispute.
select
    unnest([
        'allegation', 'denial_response', 'investigation', 'complaint_filed', 'proceedings', 'ruling_or_order', 'settlement',
        'appeal', 'penalty_or_sanction', 'legislation_or_policy', 'withdrawn_or_dismissed'
    ]) as stage,
    unnest(range(11)) as place
