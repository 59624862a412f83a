-- A step of a batch whose sum does not close.
-- blocking
select
    batch_id,
    step,
    seen,
    accepted + duplicate + skipped + rejected + deferred as ended
from observed.commits
where seen <> accepted + duplicate + skipped + rejected + deferred
