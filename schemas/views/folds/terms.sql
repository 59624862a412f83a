-- A code and its words: those of the version in force, else of the newest version that has it.
select
    scheme,
    code,
    name,
    phrase
from observed.taxonomy
qualify row_number() over (
    partition by scheme, code
    order by is_in_force desc, try_cast(version as integer) desc nulls last, version desc
) = 1
