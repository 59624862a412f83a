-- A code of a version of a scheme, and the code of another version that has all of its words: what a person decided on the one
-- holds for the other.
with worded as (
    select
        scheme,
        version,
        code,
        case when len(stands_for) > 0 then stands_for else [code] end as words
    from observed.taxonomy
)
select
    o.scheme,
    o.version,
    o.code,
    n.version as to_version,
    n.code as to_code
from worded o
join worded n
    on n.scheme = o.scheme
    and n.version <> o.version
    and list_has_all(n.words, o.words)
