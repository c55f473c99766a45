package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.GuestExit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Arguments, environment, clocks, randomness, the process itself. */
final class ProcessFunctions extends Room {
    private static final int OK = 0;
    private static final int RANDOM_CHUNK = 1 << 16;

    /** Signals that do nothing unless handled ({@code $signal}: none, chld, cont, urg, winch). */
    private static final Set<Integer> IGNORED_SIGNALS = Set.of(0, 16, 17, 22, 27);

    /** Signals that stop a process until it is continued, which nobody here would do: stop, tstp, ttin, ttou. */
    private static final Set<Integer> STOPPING_SIGNALS = Set.of(18, 19, 20, 21);

    private final List<byte[]> arguments;
    private final List<byte[]> environment;
    private RandomGenerator random;

    ProcessFunctions(WasiState state) {
        super(state);
        var config = state.config();
        arguments = config.arguments().stream().map(ProcessFunctions::terminated).toList();
        var variables = new ArrayList<byte[]>();
        config.environment().forEach((name, value) -> variables.add(terminated(name + "=" + value)));
        environment = variables;
    }

    private static byte[] terminated(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    int argsGet(Caller caller, int pointers, int buffer) throws WasiError {
        return strings(caller, arguments, pointers, buffer);
    }

    int argsSizesGet(Caller caller, int count, int size) throws WasiError {
        return sizes(caller, arguments, count, size);
    }

    int environGet(Caller caller, int pointers, int buffer) throws WasiError {
        return strings(caller, environment, pointers, buffer);
    }

    int environSizesGet(Caller caller, int count, int size) throws WasiError {
        return sizes(caller, environment, count, size);
    }

    private static int sizes(Caller caller, List<byte[]> strings, int count, int size) throws WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, count, 4);
        Guest.check(memory, size, 4);
        memory.writeInt(count, strings.size());
        memory.writeInt(size, total(strings));
        return OK;
    }

    private static int strings(Caller caller, List<byte[]> strings, int pointers, int buffer) throws WasiError {
        var memory = Guest.memory(caller);
        Guest.checkArray(memory, pointers, strings.size(), 4);
        Guest.check(memory, buffer, total(strings));
        int pointer = pointers;
        int position = buffer;
        for (var string : strings) {
            memory.writeInt(pointer, position);
            memory.write(position, string);
            pointer += 4;
            position += string.length;
        }
        return OK;
    }

    private static int total(List<byte[]> strings) {
        return strings.stream().mapToInt(string -> string.length).sum();
    }

    int clockResGet(Caller caller, int clock, int result) throws WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, 8);
        checkClock(clock);
        memory.writeLong(result, state.clock().resolution());
        return OK;
    }

    /** The processor time is the time since the instance was made: what the machine does else is none of the guest's business. */
    int clockTimeGet(Caller caller, int clock, long precision, int result) throws WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, 8);
        checkClock(clock);
        memory.writeLong(result, clock == Witx.CLOCK_REALTIME ? state.clock().realtime() : state.clock().monotonic());
        return OK;
    }

    private static void checkClock(int clock) throws WasiError {
        if (clock < Witx.CLOCK_REALTIME || clock > Witx.CLOCK_THREAD_CPUTIME) {
            throw Errno.INVAL.error();
        }
    }

    int randomGet(Caller caller, int buffer, int length) throws Exception {
        var memory = Guest.memory(caller);
        Guest.check(memory, buffer, length);
        if (random == null) {
            random = state.config().random().get();
        }
        long left = Integer.toUnsignedLong(length);
        var chunk = new byte[(int) Math.min(left, RANDOM_CHUNK)];
        for (int address = buffer; left > 0; address += chunk.length, left -= chunk.length) {
            random.nextBytes(chunk);
            memory.write(address, chunk, 0, (int) Math.min(left, chunk.length));
            caller.store().poll();
        }
        return OK;
    }

    void procExit(Caller caller, int code) {
        throw new GuestExit(code);
    }

    /** No guest has handlers: a signal is ignored or ends it, as a shell reports that. */
    int procRaise(Caller caller, int signal) throws WasiError {
        if (signal < 0 || signal > Witx.MAX_SIGNAL) {
            throw Errno.INVAL.error();
        }
        if (STOPPING_SIGNALS.contains(signal)) {
            throw Errno.NOTSUP.error();
        }
        if (!IGNORED_SIGNALS.contains(signal)) {
            throw new GuestExit(128 + signal);
        }
        return OK;
    }

    int schedYield(Caller caller) {
        Thread.yield();
        return OK;
    }
}
