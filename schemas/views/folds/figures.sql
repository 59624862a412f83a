-- Two claims of different outlets in one dispute that give another number for the same thing.
with numbers as (
    select
        claim_id,
        dispute_id,
        outlet_id,
        article_id,
        unnest(regexp_extract_all(lower(sentence), '\b[0-9][0-9,.]*(?: (?:million|billion|thousand))? [a-z]{4,}\b')) as figure
    from known_statements
    join known_articles using (article_id, revision_id)
    where claim_id is not null
        and dispute_id is not null
),
parted as (
    select
        *,
        regexp_extract(figure, '([a-z]+)$', 1) as thing,
        trim(regexp_extract(figure, '^([0-9][0-9,.]*(?: (?:million|billion|thousand))?)', 1), ',. ') as number
    from numbers
)
select distinct
    a.claim_id,
    b.claim_id as other_id
from parted a
join parted b
    on b.dispute_id = a.dispute_id
    and b.thing = a.thing
    and b.number <> a.number
    and b.outlet_id <> a.outlet_id
    and b.claim_id <> a.claim_id
where a.thing not in (
    'days', 'years', 'months', 'weeks', 'hours', 'january', 'february', 'march', 'april', 'june', 'july', 'august',
    'september', 'october', 'november', 'december', 'people', 'million', 'billion', 'thousand'
)
