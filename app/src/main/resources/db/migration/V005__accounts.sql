-- Accounts of people: passwords, second factors, sessions, and how often somebody guessed.

create table account (
    id uuid primary key,
    username text not null,
    email text not null,
    -- What is unique: both in small letters, as the program makes them.
    username_key text not null unique,
    email_key text not null unique,
    -- Argon2id, or bcrypt of an older system until its owner's next login.
    password_hash text not null,
    roles text[] not null,
    -- Sealed.
    totp_secret bytea,
    -- pending: shown, nothing is asked for yet; on: asked for, no code came yet; confirmed: a code came.
    totp_state text not null default 'off' check (totp_state in ('off', 'pending', 'on', 'confirmed')),
    -- The newest time step whose code was used; no code of it or before is taken again.
    totp_step bigint not null default 0,
    created_at timestamptz not null,
    last_login_at timestamptz,
    disabled_at timestamptz
);

create table recovery_code (
    account_id uuid not null references account on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (account_id, code_hash)
);

-- What a cookie stands for; never the cookie itself.
create table account_session (
    id uuid primary key,
    token_hash bytea not null unique,
    account_id uuid not null references account on delete cascade,
    created_at timestamptz not null,
    -- Written once in a while and not with every request.
    seen_at timestamptz not null,
    -- When its owner last proved who they are, and whether with a second factor.
    proved_at timestamptz not null,
    factor boolean not null,
    ip_address text,
    user_agent text
);
create index account_session_account on account_session (account_id);
create index account_session_seen on account_session (seen_at);

-- Guesses, counted before they are checked and taken back if they were right.
create table login_throttle (
    key text primary key,
    failures integer not null,
    last_at timestamptz not null,
    blocked_until timestamptz not null
);
create index login_throttle_last on login_throttle (last_at);
