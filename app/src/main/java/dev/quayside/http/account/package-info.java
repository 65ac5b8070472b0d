/// The routes of accounts, logins, roles, tokens and keys.
@NullMarked
package dev.quayside.http.account;

import org.jspecify.annotations.NullMarked;
