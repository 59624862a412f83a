-- A stage, and its place in the life of a dispute.
select
    unnest([
        'allegation', 'denial_response', 'investigation', 'legislation_or_policy', 'complaint_filed', 'proceedings',
        'ruling_or_order', 'penalty_or_sanction', 'appeal', 'settlement', 'withdrawn_or_dismissed'
    ]) as stage,
    unnest(range(11)) as place
