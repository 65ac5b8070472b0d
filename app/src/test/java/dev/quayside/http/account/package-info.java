@NullMarked
package dev.quayside.http.account;

import org.jspecify.annotations.NullMarked;
