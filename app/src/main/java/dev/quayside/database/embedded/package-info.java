/// PostgreSQL started as a child process, for those who have no database server of their own.
@NullMarked
package dev.quayside.database.embedded;

import org.jspecify.annotations.NullMarked;
