package dev.troupe.engine.module;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of a module that everybody gives it. */
public final class ModuleDigest {
    private ModuleDigest() {}

    /** SHA-256 of a module in the binary format, as 64 lower-case hexadecimal digits. */
    public static String of(byte[] module) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(module));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
