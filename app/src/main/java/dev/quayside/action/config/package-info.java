/// How the steps of `action` read values of their configuration.
@NullMarked
package dev.quayside.action.config;

import org.jspecify.annotations.NullMarked;
