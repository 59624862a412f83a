-- A label whose code its version of the scheme does not have; the taxa of that version belong in models/taxonomy.toml.
-- blocking
with said as (
    select distinct scheme, version, code from observed.labels
    union
    select distinct scheme, version, code from observed.former_labels
)
select *
from said
anti join observed.taxonomy using (scheme, version, code)
