-- Background of a dispute, as one article that stands gives it.
select
    q.dispute_id,
    c.context_kind,
    c.relation,
    c.article_id,
    min(c.known_at) as known_at,
    c.sentence,
    r.url,
    c.method,
    max(c.score) as score,
    c.context_id
from observed.contexts c
join known_revisions r using (revision_id)
join quarrels q using (revision_id, quarrel)
anti join refused f on f.record = 'contexts' and f.row_id = c.context_id
where c.known_at < (select until_at from moment)
    and r.is_current
group by all
