package dev.troupe.engine.wasi;

/** Ends a WASI function with an error code for the guest; never leaves this package. */
final class WasiError extends Exception {
    private static final long serialVersionUID = 1;
    private final Errno errno;

    WasiError(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }

    Errno errno() {
        return errno;
    }
}
