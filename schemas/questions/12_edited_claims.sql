-- 12. Which articles were edited after publication so that an accusation or denial was added, dropped or softened?
select
    a.outlet,
    a.title,
    e.effect,
    e.old_sentence,
    e.new_sentence,
    a.correction_note,
    e.known_at,
    a.url
from edits e
join articles a using (article_id)
where cast(e.known_at as date) <= coalesce(try_cast(getvariable('as_of') as date), (select max(day) from funnel))
order by
    e.known_at desc,
    e.to_revision_id,
    e.old_sentence,
    e.new_sentence
