/** The first steps; the README shows this program. */
package dev.troupe.examples.quickstart;
