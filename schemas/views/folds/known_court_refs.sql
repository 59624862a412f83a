-- A case name, docket number or citation of a dispute, where it was first seen. What is written in two ways is one: the word
-- before the number, a judge's initials or the mark of an appeal after it, hyphens, dots and leading zeros tell nothing apart.
with cited as (
    select
        q.dispute_id,
        c.*,
        r.url,
        r.published_at,
        trim(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            regexp_replace(
                                lower(c.ref),
                                '^((index|cases?|docket|cause|claim|appeal|inv\.?) )*(nos?\. )?',
                                ''
                            ),
                            '^(\d+:\d+-[a-z]+-\d+)(-[a-z]+)+$',
                            '\1'
                        ),
                        ' [pr]$',
                        ''
                    ),
                    '[^a-z0-9]+',
                    '-',
                    'g'
                ),
                '(^|-)0+([0-9])',
                '\1\2',
                'g'
            ),
            '-'
        ) as ref_key
    from observed.court_refs c
    join known_revisions r using (revision_id)
    join quarrels q using (revision_id, quarrel)
    anti join refused f on f.record = 'court_refs' and f.row_id = c.court_ref_id
    where c.known_at < (select until_at from moment)
        and r.is_current
)
select
    dispute_id,
    first(ref order by published_at, article_id, start_char) as ref,
    first(ref_kind order by published_at, article_id, start_char) as ref_kind,
    min(published_at) as first_seen_at,
    first(article_id order by published_at, article_id, start_char) as article_id,
    first(sentence order by published_at, article_id, start_char) as sentence,
    first(url order by published_at, article_id, start_char) as url
from cited
group by
    dispute_id,
    ref_key
