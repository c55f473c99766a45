/** What generated code calls to do many turns of a loop over vectors at once, as loops over words that HotSpot makes vector code of. */
package dev.troupe.engine.runtime.stream;
