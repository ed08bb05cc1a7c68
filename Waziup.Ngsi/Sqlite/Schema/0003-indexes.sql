-- Indexes that queries have asked for: of the values of an attribute of the entities of a type, or of the places where they lie.
create table indexed (
    id integer primary key,
    tenant integer not null,
    type integer not null,
    attr integer not null,
    place integer not null,         -- 1: where the entities lie; 0: what values they have
    slot integer not null,          -- of an index of places: its number among those of the tenant
    built integer not null default 0,       -- the key of the last entity that was taken in when the index was made
    complete integer not null default 0) strict;
create unique index indexed_what on indexed (tenant, type, attr, place);

-- Numbers, which come first, and the beginnings of texts.
create table value (
    indexed integer not null,
    value any not null,
    entity integer not null,
    primary key (indexed, value, entity)) strict, without rowid;

-- The number is 64 times the key of the entity, plus the slot of the index.
create virtual table place using rtree (id, west, east, south, north);
