-- One row per shard: who may write it, and under which epoch. Appends lock it FOR SHARE, a takeover updates it.
create table shards (
    shard           int primary key check (shard >= 0),
    epoch           bigint not null default 0,
    owner           text,
    session_pid     int,
    session_started timestamptz,
    held_until      timestamptz not null default '-infinity'
);

-- What we decided and saw. "offset" is dense per shard and equals commit order; (entity, seq) fences a second owner.
create table events (
    shard    int         not null,
    "offset" bigint      not null check ("offset" >= 1),
    entity   text        not null,
    seq      bigint      not null check (seq >= 1),
    kind     text        not null,
    version  int         not null check (version >= 1),
    data     jsonb       not null,
    command  uuid,
    epoch    bigint      not null,
    at       timestamptz not null,
    primary key (entity, seq),
    unique (shard, "offset")
);

-- A state after seq events. Only ever a shorter way to what the events say.
create table snapshots (
    entity  text   primary key,
    seq     bigint not null check (seq >= 1),
    version int    not null check (version >= 1),
    data    jsonb  not null
);

-- A reader's progress, saved with the facts it produced.
create table cursors (
    shard    int    not null,
    name     text   not null,
    position bigint not null check (position >= 1),
    data     jsonb  not null,
    primary key (shard, name)
);
