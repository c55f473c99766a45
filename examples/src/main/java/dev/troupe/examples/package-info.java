/** One idea per package; each example is run by a test. The C sources of their modules are in {@code src/main/c}. */
package dev.troupe.examples;
