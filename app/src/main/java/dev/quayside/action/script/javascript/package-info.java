/// The program of the process that runs JavaScript. It uses nothing of the server: only the JDK and GraalJS lie on
/// its class path.
@NullMarked
package dev.quayside.action.script.javascript;

import org.jspecify.annotations.NullMarked;
