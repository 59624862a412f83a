-- A scheme in which the language model and the default method differ on an article, in their first codes.
with firsts as (
    select *
    from labels
    where rank = 0
        and not is_former
    qualify row_number() over (partition by article_id, scheme, is_second_opinion order by known_at desc, label_id) = 1
)
select
    d.article_id,
    d.scheme,
    d.code,
    m.code as llm_code,
    d.sentence,
    m.sentence as llm_sentence,
    d.score,
    m.score as llm_score,
    a.url,
    d.method,
    m.method as llm_method
from firsts d
join firsts m using (article_id, scheme)
join known_articles a using (article_id)
where not d.is_second_opinion
    and m.is_second_opinion
    and d.code <> m.code
