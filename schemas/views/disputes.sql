-- A quarrel, as it stands now. Allegations are reported, not established.
select * from known_disputes
