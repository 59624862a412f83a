-- A label by the default method under the version in force: what every other fold and view goes by.
select * exclude (is_former, is_second_opinion)
from opinions
where not is_former
    and not is_second_opinion
