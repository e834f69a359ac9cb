-- Challenges of a sign-in; a row is deleted by the one attempt that uses it.
create table sign_in_nonces (
    nonce   text        primary key check (length(nonce) between 8 and 64),
    ends_at timestamptz not null
);

create index sign_in_nonces_end on sign_in_nonces (ends_at);

-- The id is the beginning of the hash: a token is found by it and then compared whole.
create table sessions (
    id           text        primary key,
    hash         bytea       not null check (length(hash) = 32),
    account      bytea       not null check (length(account) = 20),
    signed_in_at timestamptz not null,
    ends_at      timestamptz not null
);

create index sessions_account on sessions (account, ends_at);

create index sessions_end on sessions (ends_at);

create table api_keys (
    id      text        primary key,
    hash    bytea       not null check (length(hash) = 32),
    account bytea       not null check (length(account) = 20),
    label   text        not null check (length(label) between 1 and 64),
    made_at timestamptz not null
);

create index api_keys_account on api_keys (account, made_at);
