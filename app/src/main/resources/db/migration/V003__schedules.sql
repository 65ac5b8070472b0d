-- Schedules and the moments at which they fired. What the columns mean is said in docs/reference/schedules.md and in
-- dev.quayside.workflow.trigger.

create table schedule (
    id uuid primary key,
    workflow uuid not null references workflow on delete cascade,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    -- When it fires next by itself; null while it does not.
    next_run_at timestamptz,
    -- What the fire times of an interval are counted from, so that they keep their phase.
    counted_from timestamptz not null,
    last_run_at timestamptz,
    last_run_id uuid,
    last_error_at timestamptz,
    interval_seconds bigint,
    skipped bigint not null default 0,
    revision int not null default 1,
    is_active boolean not null,
    kind text not null check (kind in ('cron', 'interval', 'manual')),
    missed text not null check (missed in ('none', 'last', 'all')),
    overlap text not null check (overlap in ('skip', 'queue', 'allow')),
    timezone text not null,
    cron_expression text,
    name text,
    description text,
    created_by text,
    last_error text,
    execution_inputs json not null
);
create index schedule_due on schedule (next_run_at) where next_run_at is not null;
create index schedule_workflow on schedule (workflow);
create index schedule_newest on schedule (created_at desc, id desc);

-- A moment at which a schedule fires. The row is written in the transaction that moves next_run_at on; the run is
-- started after it, with a key made of schedule and moment. What a crash leaves undone is found here.
create table schedule_fire (
    schedule uuid not null references schedule on delete cascade,
    at timestamptz not null,
    created_at timestamptz not null default clock_timestamp(),
    run uuid,
    kind smallint not null,
    state smallint not null,
    by_hand boolean not null default false,
    primary key (schedule, at, by_hand)
);
-- 0 is to be started, 1 waits for the end of another run, 2 has a run that has not ended as far as is known.
create index schedule_fire_open on schedule_fire (state, schedule, at) where state < 3;

-- Tells the schedulers that a run which a schedule started is over: another may wait for that.
create function schedule_run_ended() returns trigger language plpgsql as $$
begin
    perform pg_notify('quayside_schedule', '');
    return null;
end
$$;
create trigger run_of_schedule_ended after update of state on run
    for each row when (new.state >= 10 and new.executed_by like 'scheduler:%')
    execute function schedule_run_ended();
