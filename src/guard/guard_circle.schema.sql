-- Whose circle it is: asked for everybody who may read a record.
create index account_by_circle on account (circle);
