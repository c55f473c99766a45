/**
 * Validation (spec chapter 3). In goes a {@link dev.troupe.engine.module.Module}; out come either an
 * {@link dev.troupe.engine.module.InvalidModuleException}, or for each body a stream of typed events
 * ({@link dev.troupe.engine.validate.BodyVisitor}) that the compiler turns into JVM code.
 */
package dev.troupe.engine.validate;
