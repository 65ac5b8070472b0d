create table half (id int primary key);
select no_such_function();
