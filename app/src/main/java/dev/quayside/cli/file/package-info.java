/// Files and work on them from the command line, through a server's API: transfers go on after a break.
@NullMarked
package dev.quayside.cli.file;

import org.jspecify.annotations.NullMarked;
