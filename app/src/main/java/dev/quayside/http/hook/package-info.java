/// What others call to tell us something. These routes find out by themselves who calls.
@NullMarked
package dev.quayside.http.hook;

import org.jspecify.annotations.NullMarked;
