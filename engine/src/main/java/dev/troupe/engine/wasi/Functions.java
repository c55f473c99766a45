package dev.troupe.engine.wasi;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.HostFunction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All functions of {@code wasi_snapshot_preview1.witx}, one row each. The method in its room, and the one in {@link Entries} that
 * calls it, have the function's name without underscores; they take the {@link Caller} and the parameters and return an error code.
 */
final class Functions {
    /**
     * One function.
     *
     * @param room the class that has the method
     * @param params a letter each: i for i32, I for i64
     */
    private record Row(String name, Class<?> room, String params) {}

    private static final List<Row> ROWS = List.of(
            new Row("args_get", ProcessFunctions.class, "ii"),
            new Row("args_sizes_get", ProcessFunctions.class, "ii"),
            new Row("clock_res_get", ProcessFunctions.class, "ii"),
            new Row("clock_time_get", ProcessFunctions.class, "iIi"),
            new Row("environ_get", ProcessFunctions.class, "ii"),
            new Row("environ_sizes_get", ProcessFunctions.class, "ii"),
            new Row("fd_advise", DescriptorFunctions.class, "iIIi"),
            new Row("fd_allocate", DescriptorFunctions.class, "iII"),
            new Row("fd_close", DescriptorFunctions.class, "i"),
            new Row("fd_datasync", DescriptorFunctions.class, "i"),
            new Row("fd_fdstat_get", DescriptorFunctions.class, "ii"),
            new Row("fd_fdstat_set_flags", DescriptorFunctions.class, "ii"),
            new Row("fd_fdstat_set_rights", DescriptorFunctions.class, "iII"),
            new Row("fd_filestat_get", DescriptorFunctions.class, "ii"),
            new Row("fd_filestat_set_size", DescriptorFunctions.class, "iI"),
            new Row("fd_filestat_set_times", DescriptorFunctions.class, "iIIi"),
            new Row("fd_pread", DescriptorFunctions.class, "iiiIi"),
            new Row("fd_prestat_dir_name", DescriptorFunctions.class, "iii"),
            new Row("fd_prestat_get", DescriptorFunctions.class, "ii"),
            new Row("fd_pwrite", DescriptorFunctions.class, "iiiIi"),
            new Row("fd_read", DescriptorFunctions.class, "iiii"),
            new Row("fd_readdir", DescriptorFunctions.class, "iiiIi"),
            new Row("fd_renumber", DescriptorFunctions.class, "ii"),
            new Row("fd_seek", DescriptorFunctions.class, "iIii"),
            new Row("fd_sync", DescriptorFunctions.class, "i"),
            new Row("fd_tell", DescriptorFunctions.class, "ii"),
            new Row("fd_write", DescriptorFunctions.class, "iiii"),
            new Row("path_create_directory", PathFunctions.class, "iii"),
            new Row("path_filestat_get", PathFunctions.class, "iiiii"),
            new Row("path_filestat_set_times", PathFunctions.class, "iiiiIIi"),
            new Row("path_link", PathFunctions.class, "iiiiiii"),
            new Row("path_open", PathFunctions.class, "iiiiiIIii"),
            new Row("path_readlink", PathFunctions.class, "iiiiii"),
            new Row("path_remove_directory", PathFunctions.class, "iii"),
            new Row("path_rename", PathFunctions.class, "iiiiii"),
            new Row("path_symlink", PathFunctions.class, "iiiii"),
            new Row("path_unlink_file", PathFunctions.class, "iii"),
            new Row("poll_oneoff", PollFunctions.class, "iiii"),
            new Row("proc_exit", ProcessFunctions.class, "i"),
            new Row("proc_raise", ProcessFunctions.class, "i"),
            new Row("random_get", ProcessFunctions.class, "ii"),
            new Row("sched_yield", ProcessFunctions.class, ""),
            new Row("sock_accept", SocketFunctions.class, "iii"),
            new Row("sock_recv", SocketFunctions.class, "iiiiii"),
            new Row("sock_send", SocketFunctions.class, "iiiii"),
            new Row("sock_shutdown", SocketFunctions.class, "ii"));

    /** One function, ready to be bound to the room of an instance. */
    static final class Entry {
        private final Row row;
        private volatile HostFunction.Definition definition;

        private Entry(Row row) {
            this.row = row;
        }

        String name() {
            return row.name;
        }

        Class<?> room() {
            return row.room;
        }

        /** Whether {@code wasi_unstable} has it too. */
        boolean isUnstable() {
            return !row.name.equals("sock_accept");
        }

        /** Made on first use: a module imports a dozen of them. */
        HostFunction.Definition definition() {
            var existing = definition;
            if (existing == null) {
                existing = define(row);
                definition = existing;
            }
            return existing;
        }
    }

    private static final Map<String, Entry> ENTRIES = entries();

    private Functions() {}

    /** All functions by name. */
    static Map<String, Entry> all() {
        return ENTRIES;
    }

    private static Map<String, Entry> entries() {
        var entries = new TreeMap<String, Entry>();
        ROWS.forEach(row -> entries.put(row.name, new Entry(row)));
        return entries;
    }

    private static HostFunction.Definition define(Row row) {
        var params = new ArrayList<ValType>();
        var types = new ArrayList<Class<?>>();
        types.add(Object.class);
        types.add(Caller.class);
        for (char letter : row.params.toCharArray()) {
            params.add(letter == 'i' ? ValType.I32 : ValType.I64);
            types.add(letter == 'i' ? int.class : long.class);
        }
        boolean returns = !row.name.equals("proc_exit");
        try {
            var target = MethodHandles.lookup()
                    .findStatic(Entries.class, method(row.name), MethodType.methodType(returns ? int.class : void.class, types));
            return HostFunction.Definition.of(FuncType.of(params, returns ? List.of(ValType.I32) : List.of()), target);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no method for " + row, e);
        }
    }

    /** {@code fd_prestat_get} to {@code fdPrestatGet}. */
    private static String method(String name) {
        var method = new StringBuilder();
        for (var part : name.split("_")) {
            method.append(method.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return method.toString();
    }
}
