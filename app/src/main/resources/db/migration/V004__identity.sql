-- Tokens of our own issuer, the keys that sign them, and the audit.

-- Who we are to those who check our tokens: the same on every server over this database, whatever its address.
create table installation (
    only_row boolean primary key default true check (only_row),
    id uuid not null default gen_random_uuid()
);
insert into installation default values;

-- The newest that is not retired signs; a retired one is shown as long as a token of it is good. The private key is
-- sealed, and gone once it is retired.
create table signing_key (
    id text primary key,
    algorithm text not null,
    public_key json not null,
    private_key bytea,
    created_at timestamptz not null,
    retired_at timestamptz
);
create unique index signing_key_in_use on signing_key ((true)) where retired_at is null;

-- What was issued; never the token itself.
create table issued_token (
    id uuid primary key,
    key_id text not null references signing_key,
    subject text not null,
    name text not null,
    permissions text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index issued_token_key on issued_token (key_id, expires_at);
create index issued_token_revoked on issued_token (expires_at) where revoked_at is not null;

-- The audit, one row after the other; what hash and seal are made of is said in dev.quayside.identity.audit.
create table audit_log (
    n bigint primary key,
    at timestamptz not null,
    id uuid not null,
    event_type text not null,
    user_id text not null,
    ip_address text,
    user_agent text,
    resource_data json not null,
    -- The ids in resource_data, to find rows by them.
    resource_ids text[] not null,
    hash bytea not null,
    seal bytea not null
);
create unique index audit_log_id on audit_log (id);
create index audit_log_type on audit_log (event_type, n);
-- Only the beginning: an index row must not grow with what a client calls itself.
create index audit_log_user on audit_log (left(user_id, 200), n);
create index audit_log_at on audit_log (at);
create index audit_log_resource on audit_log using gin (resource_ids);

-- Where the audit ends, and how far it has read the event log.
create table audit_head (
    only_row boolean primary key default true check (only_row),
    rows bigint not null,
    hash bytea not null,
    seal bytea not null,
    event_xid xid8 not null,
    event_id bigint not null
);

create index event_of_actor on event (xid, id) where actor is not null;
create index event_at on event using brin (at);
