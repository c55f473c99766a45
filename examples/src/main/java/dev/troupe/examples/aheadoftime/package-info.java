/** A module that the build has compiled already: see this module's {@code pom.xml} for the other half. */
package dev.troupe.examples.aheadoftime;
