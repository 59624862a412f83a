-- What the default method said of a text under the version that counts. Other folds read known_labels, where people have had
-- their say.
select * exclude (is_former, is_second_opinion)
from opinions
where not is_former
    and not is_second_opinion
