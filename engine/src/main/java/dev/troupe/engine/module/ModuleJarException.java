package dev.troupe.engine.module;

/** A jar or folder holds no module compiled ahead of time, or its module is damaged. */
public final class ModuleJarException extends ModuleException {
    private static final long serialVersionUID = 1;

    public ModuleJarException(String message) {
        super(message);
    }
}
