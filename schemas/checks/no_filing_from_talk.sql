-- A step that is not actual, or silence, denial or talk of a suit, that moves a stage.
-- blocking
select
    event_id,
    event_kind,
    reality,
    stage_after
from timeline
where stage_after is not null
    and (reality <> 'actual' or event_kind in ('denial', 'no_comment', 'action_considered', 'warning'))
