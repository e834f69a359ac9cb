-- What is to be sent to a chain. The id is the claim's key: one row, whoever asks and however often.
create table outbox (
    chain_id            bigint        not null check (chain_id >= 1),
    id                  text          not null,
    account             bytea         not null check (length(account) = 20),
    receiver            bytea         check (length(receiver) = 20),
    call_data           bytea         not null,
    wei                 numeric(78,0) not null check (wei >= 0),
    gas_limit           bigint        not null check (gas_limit >= 0),
    max_fee_per_gas_wei numeric(78,0) not null check (max_fee_per_gas_wei >= 0),
    deadline            bigint        check (deadline >= 0),
    nonce               bigint        not null check (nonce >= 0),
    -- 0 prepared, 1 signed, 2 sent, 3 included, 4 final, 5 reverted, 6 replaced, 7 dropped
    state               smallint      not null check (state between 0 and 7),
    version             int           not null check (version >= 1),
    included_hash       bytea         check (length(included_hash) = 32),
    included_block      bigint        check (included_block >= 0),
    included_block_hash bytea         check (length(included_block_hash) = 32),
    included_succeeded  boolean,
    cancel_wanted       boolean       not null,
    reason              text,
    primary key (chain_id, id)
);

-- A nonce is held by one row until that row is dropped.
create unique index outbox_nonce on outbox (chain_id, account, nonce) where state <> 7;

create index outbox_unfinished on outbox (chain_id, account, nonce) where state < 4;

-- Signed bytes, stored before they are sent; only ever added to.
create table outbox_attempts (
    chain_id                     bigint        not null,
    id                           text          not null,
    place                        int           not null check (place >= 0),
    hash                         bytea         not null check (length(hash) = 32),
    encoded                      bytea         not null,
    max_fee_per_gas_wei          numeric(78,0) not null check (max_fee_per_gas_wei >= 0),
    max_priority_fee_per_gas_wei numeric(78,0) not null check (max_priority_fee_per_gas_wei >= 0),
    cancels                      boolean       not null,
    signed_at_block              bigint        not null check (signed_at_block >= 0),
    primary key (chain_id, id, place),
    foreign key (chain_id, id) references outbox
);
