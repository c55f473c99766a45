package dev.troupe.engine.binary;

import dev.troupe.engine.module.MalformedModuleException;

/** Errors of the binary format. */
final class Malformed {
    private Malformed() {}

    static MalformedModuleException found(String reason, int found, int at) {
        return MalformedModuleException.atOffset(reason + ": found 0x" + Integer.toHexString(found), at);
    }
}
