-- A text bears on a dispute.
select
    l.link_id,
    l.revision_id,
    l.article_id,
    l.quarrel,
    coalesce(m.new_id, c.value, l.dispute_id) as dispute_id,
    l.relation,
    l.sentence,
    l.score,
    min(l.known_at) as known_at,
    r.url,
    r.is_current
from observed.dispute_links l
join known_revisions r using (revision_id)
left join corrected c on c.record = 'dispute_links' and c.row_id = l.link_id and c.field = 'dispute_id'
left join moved m on m.record = 'dispute' and m.old_id = coalesce(c.value, l.dispute_id)
anti join refused f on f.record = 'dispute_links' and f.row_id = l.link_id
anti join dismissed d on d.revision_id = l.revision_id
where l.known_at < (select until_at from moment)
group by all
