/**
 * Vector instructions (spec 4.3.6, 4.6.2) for generated code. A v128 is two longs, its first eight bytes in the low one; a class per
 * shape has a static method per instruction, named like it. Most work on one half of each operand and are called once per half, since
 * most instructions treat every lane alike. Nothing is allocated and no JVM flag is needed.
 */
package dev.troupe.engine.runtime.vector;
