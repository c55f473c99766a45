/**
 * Validated bodies to JVM class files. In goes the validated module; out comes {@link dev.troupe.engine.compile.CompiledCode}, which
 * makes instances. One static JVM method per function, one generated class per module for its instances, one small class per
 * function that is used as a value.
 */
package dev.troupe.engine.compile;
