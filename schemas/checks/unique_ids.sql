-- An id that stands twice in a view.
-- blocking
select 'disputes' as view, dispute_id as id, count(*) as times from disputes group by all having count(*) > 1
union all
select 'claims', claim_id, count(*) from claims group by all having count(*) > 1
union all
select 'statements', statement_id, count(*) from statements group by all having count(*) > 1
union all
select 'timeline', event_id, count(*) from timeline group by all having count(*) > 1
union all
select 'stories', story_id, count(*) from stories group by all having count(*) > 1
union all
select 'entities', entity_id, count(*) from entities group by all having count(*) > 1
union all
select 'articles', article_id, count(*) from articles group by all having count(*) > 1
