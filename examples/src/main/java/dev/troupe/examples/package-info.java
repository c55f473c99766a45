/**
 * One idea per package; each example is run by a test. The modules they use are in {@code examples/modules}, built from the C sources
 * in {@code examples/c}.
 */
package dev.troupe.examples;
