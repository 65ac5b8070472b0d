/// What people did, chained so that nobody can change it unnoticed.
@NullMarked
package dev.quayside.identity.audit;

import org.jspecify.annotations.NullMarked;
