-- A label by the default method: what every other fold and view goes by.
select * exclude (is_second_opinion)
from opinions
where not is_second_opinion
