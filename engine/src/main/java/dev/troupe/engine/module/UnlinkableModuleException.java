package dev.troupe.engine.module;

/**
 * The given imports do not fit what the module asks for (spec 4.7.3). The message starts with "unknown import" or
 * "incompatible import type" and says what was expected and what was given.
 */
public final class UnlinkableModuleException extends ModuleException {
    private static final long serialVersionUID = 1;

    public UnlinkableModuleException(String message) {
        super(message);
    }
}
