/**
 * Tests that need the whole house: conformance, chaos, fuzzing, benchmarks and architecture, one package each below this one.
 * All of them are test code; {@code tests/README.md} is the way in.
 */
package dev.troupe.tests;
