/**
 * What single operations cost, by JMH: calls in both directions over the border between Java and a guest, and new instances. In: nothing.
 * Out: nanoseconds and microseconds for {@code tests/benchmarks/README.md}.
 */
package dev.troupe.tests.benchmarks.micro;
