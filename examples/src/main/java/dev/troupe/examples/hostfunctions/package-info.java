/** Java functions as imports of a module. */
package dev.troupe.examples.hostfunctions;
