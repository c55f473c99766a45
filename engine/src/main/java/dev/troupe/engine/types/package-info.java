/** Canonical types, comparable across modules by identity (spec 3.1). */
package dev.troupe.engine.types;
