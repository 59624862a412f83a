-- One row: the end of the UTC day up to which rows are known.
select
    cast(as_of as date) + interval 1 day as until_at
