-- What an index knows in the order of entities: of a wide range, the first of them soon fill a page.
create index value_in_order on value (indexed, entity, value);

-- kind has 64 where the row is one of the scope: most entities have few of these or none, among many of others.
update history set kind = kind + 64 where attr = (select id from name where iri = 'https://uri.etsi.org/ngsi-ld/scope');
create index history_scope on history (entity, at) where kind >= 64;
