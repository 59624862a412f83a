-- A happening, and the articles on it. Whether it is a dispute is pooled over its articles: the mean of their log-odds, an owner
-- one vote, so that a headline which leaves it open is settled by the reports around it.
with told as (
    select
        s.story_id,
        a.article_id,
        a.outlet,
        a.published_at,
        r.title,
        s.article_id = s.story_id as is_founder
    from known_members s
    join known_articles a using (article_id)
    join known_revisions r using (revision_id)
),
disputed as (
    select
        s.story_id,
        list(distinct l.dispute_id order by l.dispute_id) as dispute_ids
    from known_members s
    join known_links l using (article_id)
    where l.is_current
    group by all
),
votes as (
    select
        s.story_id,
        a.owner_group,
        avg(case
            when b.method = 'review' then if(b.code = 'tech_dispute', 4.6, -4.6)
            else ln(greatest(b.score, 0.01) / (1 - least(b.score, 0.99)))
        end) as log_odds
    from known_members s
    join known_articles a using (article_id)
    join known_labels b using (revision_id)
    where b.scheme = 'relevance'
    group by all
),
pooled as (
    select
        story_id,
        round(1 / (1 + exp(-avg(log_odds))), 4) as relevance_score
    from votes
    group by all
),
grounds as (
    select
        s.story_id,
        b.code as dispute_type
    from known_members s
    join known_articles a using (article_id)
    join known_labels b using (revision_id)
    where b.scheme = 'dispute_type'
    group by
        s.story_id,
        b.code
    qualify row_number() over (partition by s.story_id order by sum(b.score) desc, b.code) = 1
),
bounds as (
    select
        max(value) filter (where name = 'dispute_from') as dispute_from,
        max(value) filter (where name = 'abstain_from') as abstain_from
    from observed.thresholds
)
select
    t.story_id,
    first(t.title order by t.published_at, t.article_id) as title,
    first(t.article_id order by t.published_at, t.article_id) as first_article_id,
    first(t.outlet order by t.published_at, t.article_id) as first_outlet,
    min(t.published_at) as first_published_at,
    max(t.published_at) as last_published_at,
    n.article_count,
    n.voice_count,
    coalesce(d.dispute_ids, []) as dispute_ids,
    p.relevance_score,
    case
        when p.relevance_score >= u.dispute_from then true
        when p.relevance_score < u.abstain_from then false
    end as is_tech_dispute,
    if(p.relevance_score >= u.dispute_from, g.dispute_type, null) as dispute_type
from told t
join counted n on n.kind = 'story' and n.group_id = t.story_id
left join disputed d on d.story_id = t.story_id
left join pooled p on p.story_id = t.story_id
left join grounds g on g.story_id = t.story_id
cross join bounds u
group by all
