-- A party in a role in a dispute. A role that few reports give a party is no role of it where most give it another.
with current_rows as (
    select
        q.dispute_id,
        r.url,
        p.* exclude (entity_id),
        coalesce(m.new_id, p.entity_id) as entity_id,
        m.new_id is null as is_own_name
    from observed.parties p
    join known_revisions r using (revision_id)
    join quarrels q using (revision_id, quarrel)
    left join moved m on m.record = 'entity' and m.old_id = p.entity_id
    anti join refused f on f.record = 'parties' and f.row_id = p.party_id
    where p.known_at < (select until_at from moment)
        and r.is_current
        and p.method not like 'llm-%'
)
select
    dispute_id,
    entity_id,
    first(name order by is_own_name desc, known_at, article_id, start_char) as name,
    role,
    first(country order by known_at, article_id) filter (where country is not null) as country,
    bool_and(is_reported) as is_reported,
    min(known_at) as first_known_at,
    cast(min(known_at) as date) as since_on,
    count(distinct article_id) as article_count,
    first(sentence order by known_at, article_id, start_char) as sentence,
    first(url order by known_at, article_id, start_char) as url
from current_rows
group by dispute_id, entity_id, role
qualify sum(score) >= 0.5 * max(sum(score)) over (partition by dispute_id, entity_id)
