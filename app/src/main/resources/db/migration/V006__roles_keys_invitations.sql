-- Roles that an installation makes for itself, keys for programs, and links that let somebody in for the first time.

-- Besides those that come with the program.
create table role (
    name text primary key,
    description text not null,
    permissions text[] not null
);

create table api_key (
    id uuid primary key,
    -- Of the key, which is nowhere else.
    key_hash bytea not null unique,
    -- How the key begins, for whoever has several.
    beginning text not null,
    subject text not null,
    -- Whose key it is; null for one that belongs to no account.
    account_id uuid references account on delete cascade,
    name text not null,
    permissions text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    -- Written once in a while and not with every request.
    used_at timestamptz
);
create index api_key_account on api_key (account_id);
create index api_key_expires on api_key (expires_at);

create table invitation (
    token_hash bytea primary key,
    -- Who is to choose a password; null for whoever becomes the first administrator.
    account_id uuid references account on delete cascade,
    expires_at timestamptz not null
);
create index invitation_account on invitation (account_id);
