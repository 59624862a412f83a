-- An independent voice on a claim: copies, rewrites that cite, what is relayed and outlets of one owner are one.
select
    v.group_id as claim_id,
    c.dispute_id,
    v.voice_id,
    v.outlet,
    v.owner_group,
    v.first_published_at,
    v.article_ids,
    v.fold_reasons
from known_voices v
join known_claims c on c.claim_id = v.group_id
where v.kind = 'claim'
