/// PostgreSQL: SQL lent to a callback, transactions, migrations, notifications.
@NullMarked
package dev.quayside.database;

import org.jspecify.annotations.NullMarked;
