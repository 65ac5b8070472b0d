create table second (id int primary key, note text default '${not-a-placeholder}');
