create table whole (id int primary key);
