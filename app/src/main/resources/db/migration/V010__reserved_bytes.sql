-- Bytes count for their owner before they are a file, so that no row has to be locked while a file becomes durable.

-- What an upload that is about to become a file has reserved, and for whom; given back when it is doomed instead.
alter table blob add column owner text;
alter table blob add column reserved bigint not null default 0;

-- An upload in pieces that has not become a file has reserved its size.
insert into file_owner (owner, bytes)
select owner, sum(size) from upload where file_id is null group by owner
    on conflict (owner) do update set bytes = file_owner.bytes + excluded.bytes;

comment on table file_owner is
    'How much somebody has: files, also those in the trash, and what uploads that have not ended have reserved.';
