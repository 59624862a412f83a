-- A place whose law or government acts in a dispute.
select
    dispute_id,
    country,
    role,
    sentence,
    url
from known_jurisdictions
