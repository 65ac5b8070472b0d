@org.jspecify.annotations.NullMarked
package dev.quayside.process;
