-- Work on documents that was sent to workers through a queue, until nobody can answer any more.

create table sent_work (
    -- SHA-256 of the token, which is how callbacks name it.
    token_hash bytea primary key,
    token text not null,
    run_id text not null,
    owner text not null,
    work text not null check (work in ('convert', 'sentences', 'tonality')),
    file_id bigint not null,
    blob_key text not null,
    name text not null,
    -- The extension of the file that is to be made; empty where none is.
    target text not null,
    sent_at timestamptz not null,
    -- How it ended; null as long as it is waited for. The first end counts.
    outcome json
);
create index sent_work_open on sent_work (blob_key) where outcome is null;
create index sent_work_open_stem on sent_work (regexp_replace(blob_key, '[.][^.]*$', '')) where outcome is null;
create index sent_work_sent on sent_work (sent_at);
