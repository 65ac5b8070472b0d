/// Documents in another format: by LibreOffice where it is found, else with what Java can do.
///
/// All but [Conversions] runs in child processes.
@NullMarked
package dev.quayside.document.convert;

import org.jspecify.annotations.NullMarked;
