-- A quarrel, as it was known at the end of a UTC day: as_known(date '2026-11-20').
select * from known_disputes
