/**
 * Figures beside other engines: the same modules with the same arguments in Troupe and in node's V8, each in a process of its own, in one
 * run. Results are in {@code tests/benchmarks/README.md}; no test asserts on time.
 */
package dev.troupe.tests.benchmarks;
