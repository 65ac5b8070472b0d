-- What the workflow API shows and changes besides the definition, and what events tell of who did something.

alter table workflow
    add description text,
    add is_active boolean not null default true,
    add is_scheduled boolean not null default false,
    add created_by text,
    add updated_at timestamptz not null default clock_timestamp(),
    -- Counts changes; what ETag and If-Match compare.
    add revision int not null default 1,
    -- A deleted workflow is hidden at once; its rows go when its last run has gone.
    add deleted_at timestamptz;
create index workflow_newest on workflow (created_at desc, id desc) where deleted_at is null;

alter table workflow_version add created_by text;

alter table event add actor json;
