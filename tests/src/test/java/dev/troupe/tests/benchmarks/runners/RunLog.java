package dev.troupe.tests.benchmarks.runners;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs a program until the time is up, at least once, and prints what the comparison reads, times in milliseconds:
 *
 * <pre>
 * started SINCE_PROCESS_START
 * compiled SINCE_PROCESS_START
 * run SINCE_PROCESS_START DURATION EXIT_CODE HASH_OF_OUTPUT
 * </pre>
 *
 * <p>Arguments: when the process was started (milliseconds since 1970), seconds to run, folder that becomes the guest's root, file for the
 * first run's output, {@code all} or {@code last} (line of the output that counts), module, guest arguments.
 */
@SuppressWarnings("checkstyle:RegexpSingleline") // its output is what it is for
final class RunLog {
    static final Map<String, String> ENVIRONMENT = Map.of("PYTHONPATH", "/pylib", "PYTHONHOME", "/", "PYTHONDONTWRITEBYTECODE", "1");

    /** An engine with a compiled module. */
    interface Program {
        /** Makes an instance and runs it to its end; the arguments start with the program's name. Returns the exit code. */
        int run(List<String> arguments, Path root, OutputStream output) throws Exception;
    }

    /** An engine. */
    interface Compiler {
        Program compile(Path module) throws Exception;
    }

    private RunLog() {}

    static void run(String[] arguments, Compiler compiler) throws Exception {
        long processStart = Long.parseLong(arguments[0]);
        System.out.println("started " + (System.currentTimeMillis() - processStart));
        double millis = Double.parseDouble(arguments[1]) * 1e3;
        var module = Path.of(arguments[5]);
        var guest = Arrays.asList(arguments).subList(5, arguments.length).toArray(String[]::new);
        guest[0] = module.getFileName().toString();
        var program = compiler.compile(module);
        System.out.println("compiled " + (System.currentTimeMillis() - processStart));
        long first = System.nanoTime();
        boolean written = false;
        double spent;
        do {
            var output = new ByteArrayOutputStream();
            long begin = System.currentTimeMillis() - processStart;
            long start = System.nanoTime();
            int exit = program.run(List.of(guest), Path.of(arguments[2]), output);
            long end = System.nanoTime();
            spent = (end - first) / 1e6;
            var counted = counted(output.toByteArray(), arguments[4]);
            if (!written) {
                write(Path.of(arguments[3]), counted);
                written = true;
            }
            System.out.printf(Locale.ROOT, "run %d %.4f %d %08x%n", begin, (end - start) / 1e6, exit, hash(counted));
        } while (spent < millis);
    }

    private static byte[] counted(byte[] output, String which) {
        if (which.equals("all")) {
            return output;
        }
        int end = output.length > 0 && output[output.length - 1] == '\n' ? output.length - 1 : output.length;
        int start = end;
        while (start > 0 && output[start - 1] != '\n') {
            start--;
        }
        return Arrays.copyOfRange(output, start, end);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
    }

    /** FNV-1a, which the other runners have too. */
    private static int hash(byte[] bytes) {
        int hash = 0x811c9dc5;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return hash;
    }
}
