/** Methods small enough for HotSpot's compilers, whatever the program. */
package dev.troupe.tests.sizes;
