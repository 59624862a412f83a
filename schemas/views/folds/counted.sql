-- How many articles and how many voices a claim, a dispute or a story has.
select
    kind,
    group_id,
    cast(sum(len(article_ids)) as integer) as article_count,
    cast(count(*) as integer) as voice_count
from known_voices
group by all
