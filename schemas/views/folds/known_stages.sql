-- The stage that a dispute stands at: the newest step that moved it; on one day, the later in life.
with moves as (
    select
        e.dispute_id,
        e.event_on,
        e.stage_after as stage,
        s.place
    from known_events e
    join stages s on s.stage = e.stage_after
),
newest_move as (
    select *
    from moves
    qualify row_number() over (partition by dispute_id order by event_on desc, place desc) = 1
),
left_last as (
    select
        m.dispute_id,
        max(m.event_on) as event_on
    from moves m
    join newest_move n using (dispute_id)
    where m.stage <> n.stage
    group by all
)
select
    n.dispute_id,
    n.stage,
    min(m.event_on) as since_on
from newest_move n
join moves m on m.dispute_id = n.dispute_id and m.stage = n.stage
left join left_last l on l.dispute_id = n.dispute_id
where l.event_on is null or m.event_on >= l.event_on
group by all
