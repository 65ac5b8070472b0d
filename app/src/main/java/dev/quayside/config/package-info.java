/// Settings: one YAML file and the environment; every key known, every secret masked.
@NullMarked
package dev.quayside.config;

import org.jspecify.annotations.NullMarked;
