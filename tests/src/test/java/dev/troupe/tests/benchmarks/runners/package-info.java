/**
 * What runs inside the measured processes: one class per engine of the JVM, which prints when it started, when it had compiled, and each
 * run. {@code runner.mjs} and {@code native.c} do the same for V8 and for native code.
 */
package dev.troupe.tests.benchmarks.runners;
