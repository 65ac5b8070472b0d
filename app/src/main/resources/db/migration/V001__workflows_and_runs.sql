-- Workflows, runs and their journal. What the columns mean is said in docs/reference/database.md and, for the engine,
-- in dev.quayside.workflow.run. Fixed-width columns come first: rows are smaller so.

create table workflow (
    id uuid primary key,
    created_at timestamptz not null default clock_timestamp(),
    name text not null
);
create index workflow_name on workflow (name);

-- A definition is never changed: a new text is a new version, and a run keeps the one it began with.
create table workflow_version (
    workflow uuid not null references workflow on delete cascade,
    version int not null,
    created_at timestamptz not null default clock_timestamp(),
    definition json not null,
    primary key (workflow, version)
);

-- A process that runs workflows. Its row is its lease: whoever deletes the row ends the process's right to write.
create table node (
    id bigint generated always as identity primary key,
    started_at timestamptz not null default clock_timestamp(),
    lease_until timestamptz not null,
    name text not null
);

create table run (
    id uuid primary key,
    workflow uuid not null,
    owner bigint,
    created_at timestamptz not null default clock_timestamp(),
    wake_at timestamptz,
    ended_at timestamptz,
    parent uuid,
    version int not null,
    state smallint not null,
    depth smallint not null default 0,
    signalled boolean not null default false,
    recovered boolean not null default false,
    run_limit int not null default 0,
    idempotency_key text,
    parent_token text,
    executed_by text,
    inputs json not null,
    error json
) with (fillfactor = 85);
-- What may be claimed, in the order in which it became so. Runs of workflows with a limit are claimed separately.
create index run_claimable on run (wake_at) where owner is null and wake_at is not null and run_limit = 0;
create index run_claimable_limited on run (workflow, wake_at) where owner is null and wake_at is not null and run_limit > 0;
create index run_owner on run (owner) where owner is not null;
create index run_workflow on run (workflow, id);
create unique index run_idempotency on run (workflow, idempotency_key) where idempotency_key is not null;
create index run_parent on run (parent) where parent is not null;

-- What happened in a run, in order and without gaps; its log lines are the same rows. No foreign key and no other index:
-- every one would be paid for with every step.
create table journal (
    at timestamptz not null,
    started_at timestamptz,
    run_id uuid not null,
    seq int not null,
    item int not null,
    kind smallint not null,
    attempt smallint not null,
    step text,
    data json,
    primary key (run_id, seq)
);

-- Outputs too big for the journal; a journal row names them.
create table payload (
    run_id uuid not null,
    id uuid not null,
    data bytea not null,
    primary key (run_id, id)
);
alter table payload alter column data set storage external;

-- What others want of a run: cancel, pause, resume, a token completed. Its owner takes them out.
create table signal (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    run_id uuid not null,
    kind text not null,
    data json not null
);
create index signal_run on signal (run_id, id);

-- What concerns others: read in the order (xid, id), never past the oldest transaction still under way, which is the
-- order of commits and leaves no gap behind a reader.
create table event (
    xid xid8 not null default pg_current_xact_id(),
    id bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    type text not null,
    data json not null,
    primary key (xid, id)
);
