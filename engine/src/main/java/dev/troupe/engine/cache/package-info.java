/**
 * Generated code on disk. In go the class files that {@link dev.troupe.engine.compile} made for a module, the module's digest and how it
 * was compiled; out come the same class files in another process, or nothing if anything differs: {@link dev.troupe.engine.cache.CodeCache}
 * keeps what was needed so far in a folder, {@link dev.troupe.engine.cache.ModuleJar} all of a module in a jar.
 */
package dev.troupe.engine.cache;
