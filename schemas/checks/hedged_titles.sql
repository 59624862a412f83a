-- A title or a wording that states an allegation as a fact.
-- blocking
select
    'disputes' as view,
    dispute_id as id,
    title as wording
from disputes
where not regexp_matches(title, '\b(accuse|accuses|accused|claims|accusations)\b', 'i')
union all
select
    'claims',
    claim_id,
    wording
from claims
where claim_kind = 'allegation'
    and not regexp_matches(wording, '\b(accuse|accuses|accused|as reported)\b', 'i')
