-- What a person last decided on a label, for each text of the article in which the sentence that was judged stands. A scheme
-- has one code and so one decision; of dispute types, which may be several, each has its own.
select
    t.revision_id,
    t.article_id,
    r.row_id as label_id,
    r.scheme,
    r.version,
    r.code,
    r.value,
    r.rank,
    r.sentence,
    r.known_at
from observed.reviews r
join observed.revisions t
    on t.article_id = r.article_id
    and contains(t.title || chr(10) || chr(10) || t.text, r.sentence)
where r.record = 'labels'
    and r.known_at < (select until_at from moment)
qualify row_number() over (
    partition by
        t.revision_id,
        r.scheme,
        case when r.scheme = 'dispute_type' then r.code end
    order by r.known_at desc, r.review_id desc
) = 1
