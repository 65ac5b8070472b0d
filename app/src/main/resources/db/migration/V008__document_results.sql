-- Workflows that the program brings for its own operations, and what was found out about files, so that the same work is not done twice.

-- Built-in ones are in no list and nobody changes them.
alter table workflow add column built_in boolean not null default false;

create table document_result (
    owner text not null,
    operation text not null,
    -- Of the file's content.
    sha256 text not null,
    -- Of everything else that the result depends on.
    options text not null,
    result json not null,
    created_at timestamptz not null,
    primary key (owner, operation, sha256, options)
);
create index document_result_created on document_result (created_at);
