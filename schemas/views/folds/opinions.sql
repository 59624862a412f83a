-- A label by any method, and whether it is the second opinion of a language model.
select
    *,
    method like 'llm-%' as is_second_opinion
from observed.labels
