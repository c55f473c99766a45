package dev.troupe.engine.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * POSIX {@code mmap}: address space whose pages are zero and take no room until they are touched, which no API of the JDK has.
 *
 * <p>Used only where the JVM's user allows native access ({@code --enable-native-access}), so that nobody is warned for it.
 */
final class VirtualMemory {
    private static final int READ_WRITE = 3;
    private static final MethodHandle MAP;
    private static final MethodHandle UNMAP;
    private static final int FLAGS;

    static {
        MethodHandle map = null;
        MethodHandle unmap = null;
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        // MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        FLAGS = system.startsWith("linux") ? 0x4022 : system.startsWith("mac") ? 0x1042 : 0;
        if (FLAGS != 0 && VirtualMemory.class.getModule().isNativeAccessEnabled()) {
            map = function("mmap", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
            unmap = function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        }
        MAP = map;
        UNMAP = unmap;
    }

    private VirtualMemory() {}

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        var linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        return library.find(name).map(address -> linker.downcallHandle(address, descriptor)).orElse(null);
    }

    static boolean isAvailable() { return MAP != null && UNMAP != null; }

    /**
     * New pages, or null if the system refuses.
     *
     * @param bytes a multiple of the page size
     * @param arena unmaps them when it is closed or collected
     * @param unmapped runs thereafter; must not refer to the pages
     */
    static MemorySegment map(long bytes, Arena arena, Runnable unmapped) {
        try {
            long address = (long) MAP.invokeExact(0L, bytes, READ_WRITE, FLAGS, -1, 0L);
            if (address == -1) {
                return null;
            }
            return MemorySegment.ofAddress(address).reinterpret(bytes, arena, pages -> {
                unmap(pages, bytes);
                unmapped.run();
            });
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unmap(MemorySegment pages, long bytes) {
        try {
            int ignored = (int) UNMAP.invokeExact(pages, bytes);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
