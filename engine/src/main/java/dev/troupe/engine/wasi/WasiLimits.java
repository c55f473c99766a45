package dev.troupe.engine.wasi;

/**
 * What one instance may use of the host.
 *
 * @param openDescriptors file descriptors open at once, the standard streams and directories included; then {@code EMFILE}.
 *     A file takes up to three of the host's descriptors, a directory two: Java looks attributes up through the directory
 * @param bytesWritten bytes written to files, streams and sockets together, the growth of files by other means included; then
 *     {@code EDQUOT}
 * @param pathLength UTF-8 bytes of one path; then {@code ENAMETOOLONG}
 * @param threads threads beside the first one alive at once (wasi-threads); then spawning fails
 */
public record WasiLimits(int openDescriptors, long bytesWritten, int pathLength, int threads) {
    private static final WasiLimits DEFAULTS = new WasiLimits(1024, Long.MAX_VALUE, 4096, 64);

    public WasiLimits {
        if (openDescriptors < 0 || bytesWritten < 0 || pathLength < 0 || threads < 0) {
            throw new IllegalArgumentException(
                    "limits must not be negative: " + openDescriptors + ", " + bytesWritten + ", " + pathLength + ", " + threads);
        }
    }

    /** 1024 descriptors, any number of bytes, paths of 4096 bytes, 64 threads. */
    public static WasiLimits defaults() {
        return DEFAULTS;
    }

    public WasiLimits withOpenDescriptors(int value) {
        return new WasiLimits(value, bytesWritten, pathLength, threads);
    }

    public WasiLimits withBytesWritten(long value) {
        return new WasiLimits(openDescriptors, value, pathLength, threads);
    }

    public WasiLimits withPathLength(int value) {
        return new WasiLimits(openDescriptors, bytesWritten, value, threads);
    }

    public WasiLimits withThreads(int value) {
        return new WasiLimits(openDescriptors, bytesWritten, pathLength, value);
    }
}
