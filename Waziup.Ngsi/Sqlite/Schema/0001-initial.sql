-- Texts that repeat stand once, rows carry their numbers. What can be appended is appended: a write costs what it costs in pages.
-- All times are microseconds since 1970-01-01T00:00:00Z.

create table meta (name text primary key, value text not null) strict, without rowid;

create table tenant (id integer primary key, name text not null unique) strict;
insert into tenant (id, name) values (1, '');

-- Attribute names, types, datasetIds. Number 0 is none, the default instance.
create table name (id integer primary key, iri text not null unique) strict;

create table entity (
    key integer primary key,
    tenant integer not null,
    id text not null,
    version integer not null,       -- the position of its last change in the log; never repeats
    lot integer not null,           -- drawn at random: an order that tells nothing about age
    next_expiry integer,            -- the first time at which something of it expires
    expires integer,                -- when it expires as a whole
    deleted integer,                -- the row is the remains of a deleted entity
    recent blob not null,           -- the newest rows of its history, which history_key does not name yet
    idx blob not null,              -- where what lies in doc, with the numbers of its types and attribute names
    doc blob not null) strict;      -- the document without those names
create unique index entity_id on entity (tenant, id);
create index entity_expiry on entity (next_expiry) where next_expiry is not null;
create index entity_deleted on entity (deleted) where deleted is not null;

-- The types of entities that exist; in the order of creation within a type.
create table entity_type (
    tenant integer not null,
    type integer not null,
    entity integer not null,
    primary key (tenant, type, entity)) strict, without rowid;

create table history (
    seq integer primary key,
    entity integer not null,
    at integer not null,            -- observedAt, else the stamp of the write
    attr integer not null,
    dataset integer not null,
    modified integer not null,      -- the stamp of the write
    kind integer not null,          -- the kind of the attribute, plus 16 for a deletion
    num real,
    origin integer,                 -- the node that wrote it; absent: this one
    instance blob,                  -- the instanceId; absent: the one that follows from the key
    body text) strict;

-- Where the rows of an entity's history are, but for the newest: entity.recent names those. Each row is named once.
create table history_key (
    entity integer not null,
    at integer not null,
    attr integer not null,
    dataset integer not null,
    seq integer not null,
    primary key (entity, at, attr, dataset)) strict, without rowid;

create table change (
    seq integer primary key,
    tenant integer not null,
    entity integer not null,
    kind integer not null,
    cause integer not null,
    at integer not null,
    origin integer,                 -- the node that made the change; absent: this one
    fingerprint integer,            -- 32 random bits on the last change of each commit
    idx blob not null,              -- as in entity
    doc blob not null,
    before_idx blob,                -- the changed instances as they were, as a fragment
    before_doc blob) strict;

-- What stays of the log when it is trimmed: the fingerprints, so that a peer can still be recognised.
create table mark (seq integer primary key, at integer not null, fingerprint integer not null) strict;

create table document (
    number integer primary key,
    tenant integer not null,
    kind integer not null,
    id text not null,
    owner text,
    modified integer not null,
    body blob not null) strict;
create unique index document_id on document (tenant, kind, id);

create table cursor (reader text primary key, sequence integer not null, epoch integer not null) strict, without rowid;
