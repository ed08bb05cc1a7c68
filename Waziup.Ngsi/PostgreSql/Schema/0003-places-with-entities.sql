-- Whose the boxes are stands beside them: to find entities by place, the rows themselves need not be read.
drop index place_box;
create index place_box on place using gist (box) include (tenant, indexed, entity);
