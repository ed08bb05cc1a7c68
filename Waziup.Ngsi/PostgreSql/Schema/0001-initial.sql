-- Texts that repeat stand once, rows carry their numbers. Each hot table has (tenant, entity) first in its key.
-- All times are microseconds since 1970-01-01T00:00:00Z. A hash is the first half of the SHA-256 of the text beside it: texts may be
-- longer than what an index takes.

create table meta (name text primary key, value text not null);
insert into meta values ('indexes', '0');        -- grows with each index that comes or is complete

create table tenant (id integer generated always as identity primary key, name text collate "C" not null unique);
insert into tenant (name) values ('');

-- Attribute names, types, datasetIds. Number 0 is none, the default instance.
create table name (id integer generated always as identity primary key, hash uuid not null unique, iri text collate "C" not null);

-- A group of writes draws one number of each and counts on from it.
create sequence entity_key increment by 1024 minvalue 1024;
create sequence change_seq increment by 1024 minvalue 1024;
create sequence history_seq increment by 4194304 minvalue 4194304;

create table entity (
    tenant integer not null,
    key bigint not null,            -- grows with creation
    hash uuid not null,             -- of the id
    id text collate "C" not null,
    version bigint not null,        -- the position of its last change in the log; never repeats
    lot bigint not null,            -- drawn at random: an order that tells nothing about age
    next_expiry bigint,             -- the first time at which something of it expires
    expires bigint,                 -- when it expires as a whole
    deleted bigint,                 -- the row is the remains of a deleted entity
    idx bytea not null,             -- where what lies in doc, with the numbers of its types and attribute names
    doc bytea not null,             -- the document without those names
    primary key (tenant, hash)) with (fillfactor = 80);
create unique index entity_key_index on entity (tenant, key);
create index entity_expiry on entity (next_expiry) where next_expiry is not null;
create index entity_deleted on entity (tenant, key) where deleted is not null;

-- The types of entities that exist; in the order of creation within a type.
create table entity_type (
    tenant integer not null,
    type integer not null,
    entity bigint not null,
    primary key (tenant, type, entity));

create table history (
    tenant integer not null,
    entity bigint not null,
    at bigint not null,             -- observedAt, else the stamp of the write
    attr integer not null,
    dataset integer not null,
    seq bigint not null,            -- grows with every row written
    modified bigint not null,       -- the stamp of the write
    created bigint,                 -- when the row came into being, where a later write has replaced it
    kind smallint not null,         -- the kind of the attribute, plus 16 for a deletion, plus 32 where at is an observedAt
    num double precision,
    origin integer,                 -- the node that wrote it; absent: this one
    instance bytea,                 -- the instanceId; absent: the one that follows from the key
    body bytea,
    primary key (tenant, entity, at, attr, dataset));

create table change (
    seq bigint primary key,
    tenant integer not null,
    entity bigint not null,
    kind smallint not null,
    cause smallint not null,
    at bigint not null,
    origin integer,                 -- the node that made the change; absent: this one
    fingerprint bigint,             -- 32 random bits on the last change of each commit
    idx bytea not null,             -- as in entity
    doc bytea not null,
    before_idx bytea,               -- the changed instances as they were, as a fragment
    before_doc bytea);

-- What stays of the log when it is trimmed: the fingerprints, so that a peer can still be recognised.
create table mark (seq bigint primary key, at bigint not null, fingerprint bigint not null);

create table document (
    number bigint generated always as identity primary key,
    tenant integer not null,
    kind smallint not null,
    id text collate "C" not null,
    owner text,
    modified bigint not null,
    expires bigint,
    body bytea not null,
    unique (tenant, kind, id));
create index document_expires on document (expires) where expires is not null;

create table cursor (reader text primary key, sequence bigint not null, epoch bigint not null);

-- Indexes that queries have asked for: of the values of an attribute of the entities of a type, or of the places where they lie.
create table indexed (
    id integer generated always as identity primary key,
    tenant integer not null,
    type integer not null,
    attr integer not null,
    place boolean not null,         -- of where the entities lie; else of what values they have
    built bigint not null default 0,        -- the key of the last entity that was taken in when the index was made
    complete boolean not null default false,
    unique (tenant, type, attr, place));

-- Numbers, with empty texts, and the beginnings of texts, with NaN, which comes after all numbers.
create table value (
    tenant integer not null,
    indexed integer not null,
    num double precision not null,
    txt bytea not null,
    entity bigint not null,
    primary key (tenant, indexed, num, txt, entity));

create table place (
    tenant integer not null,
    indexed integer not null,
    entity bigint not null,
    box box not null,
    primary key (tenant, indexed, entity));
create index place_box on place using gist (box);
