-- What a method said of the latest text of an article, under every version of a scheme; a person’s correction wins.
-- What other views count are the rows that are not is_former: a replay keeps the others beside them, to be compared.
select
    b.article_id,
    b.revision_id,
    b.scheme,
    b.version,
    coalesce(c.value, b.code) as code,
    b.score,
    case when c.value is null then b.method else 'review' end as method,
    b.sentence,
    min(b.known_at) as known_at,
    b.rank,
    b.label_id,
    b.is_former,
    b.is_second_opinion
from opinions b
join known_articles a using (revision_id)
left join corrected c on c.record = 'labels' and c.row_id = b.label_id and c.field = 'code'
anti join refused f on f.record = 'labels' and f.row_id = b.label_id
group by all
