-- What was said of a text by any method under any version of a scheme: whether a replay kept it beside those in force, and
-- whether it is the second opinion of a language model.
with said as (
    select
        *,
        false as is_former
    from observed.labels
    union all by name
    select
        *,
        true as is_former
    from observed.former_labels
)
select
    label_id,
    revision_id,
    article_id,
    scheme,
    version,
    code,
    rank,
    score,
    method,
    sentence,
    min(known_at) as known_at,
    is_former,
    method like 'llm-%' as is_second_opinion
from said
group by all
