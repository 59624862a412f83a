-- A source on a day: what was due and what came, and why it is less than it should be. No news and no data are different things.
select * from covered
