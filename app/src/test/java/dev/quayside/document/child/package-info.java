@org.jspecify.annotations.NullMarked
package dev.quayside.document.child;
