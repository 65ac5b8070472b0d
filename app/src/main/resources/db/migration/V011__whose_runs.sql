-- Whose files a run and a schedule work with. Null for a run: those of whoever started it.

alter table run add column works_for text;

alter table schedule add column works_for text not null default '';
update schedule set works_for = coalesce(created_by, '');
alter table schedule alter column works_for drop default;
