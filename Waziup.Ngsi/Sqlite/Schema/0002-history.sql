-- When a row came into being, where a later write has replaced it.
alter table history add column created integer;

-- kind has 32 where at is an observedAt. It was so where the time differs from that of the write, and is for scopes.
update history set kind = kind + 32
where kind < 16 and (at <> modified or attr = (select id from name where iri = 'https://uri.etsi.org/ngsi-ld/scope'));

-- The record of a creation has no doc as long as the entity's row is as it was created: that row has the bytes.

-- When a document goes by itself.
alter table document add column expires integer;
create index document_expires on document (expires) where expires is not null;
