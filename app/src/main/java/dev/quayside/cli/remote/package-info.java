/// Commands that use a running server through its API: by the file that it leaves in its data folder, or by
/// `QUAYSIDE_URL` and `QUAYSIDE_TOKEN`.
@NullMarked
package dev.quayside.cli.remote;

import org.jspecify.annotations.NullMarked;
