-- One row: the newest capture known at the moment, which days count to; never the wall clock.
select
    max(known_at) as captured_at,
    cast(max(known_at) as date) as captured_on
from (
    select known_at from observed.captures
    union all
    select known_at from observed.fetches
    union all
    select known_at from observed.revisions
)
where known_at < (select until_at from moment)
