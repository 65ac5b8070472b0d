@NullMarked
package dev.quayside.storage.blob;

import org.jspecify.annotations.NullMarked;
