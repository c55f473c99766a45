/**
 * Figures beside other engines: the same modules with the same arguments in Troupe, in node's V8, in Endive's compiler, in GraalWasm and,
 * where their source is here, natively, each in a process of its own, in one run. What each class is for: {@link
 * dev.troupe.tests.benchmarks.Workloads} says what runs, {@link dev.troupe.tests.benchmarks.Contestant} in what, {@link
 * dev.troupe.tests.benchmarks.Measurement} how, {@link dev.troupe.tests.benchmarks.ComparisonTable} what is shown; {@code runners} is the
 * code inside the measured processes. Results are in {@code tests/benchmarks/README.md}; no test asserts on time.
 */
package dev.troupe.tests.benchmarks;
