package dev.troupe.tests.differential;

import java.util.List;
import java.util.stream.Collectors;

/** A generated module and what is called in it, in order, on one instance. */
record Program(long seed, byte[] bytes, List<Call> calls) {
    /** A call of an export; the arguments are {@code Integer} and {@code Long}. */
    record Call(String name, List<Object> arguments) {
        @Override
        public String toString() {
            return name + arguments.stream().map(a -> a instanceof Long ? "," + a + "n" : "," + a).collect(Collectors.joining());
        }
    }

    Program withCalls(List<Call> some) {
        return new Program(seed, bytes, List.copyOf(some));
    }
}
