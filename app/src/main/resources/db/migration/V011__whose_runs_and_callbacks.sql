-- Whose files a run and a schedule work with. Null for a run: those of whoever started it.

alter table run add column works_for text;

alter table schedule add column works_for text not null default '';
update schedule set works_for = coalesce(created_by, '');
alter table schedule alter column works_for drop default;

-- The jobs of somebody: runs of the program's own workflows, one for each operation on documents.
create index run_job on run ((coalesce(works_for, executed_by)), id)
    where workflow in ('71756179-7369-8000-8000-000000000001', '71756179-7369-8000-8000-000000000002',
                       '71756179-7369-8000-8000-000000000003', '71756179-7369-8000-8000-000000000004',
                       '71756179-7369-8000-8000-000000000005');

-- Hashes of the signatures that callbacks have shown in the last minutes, so that none counts twice.
create table webhook_seen (
    signature_hash bytea primary key,
    at timestamptz not null
);
create index webhook_seen_at on webhook_seen (at);
