package dev.troupe.engine.wasi;

import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * What a guest is granted. Immutable and thread-safe; one configuration serves any number of instances, each of which gets its own
 * state. {@link #defaults()} grants nothing that says anything about the host but the time:
 *
 * <table>
 * <caption>defaults</caption>
 * <tr><td>arguments</td><td>none, not even a program name</td></tr>
 * <tr><td>environment</td><td>empty</td></tr>
 * <tr><td>standard input</td><td>at its end</td></tr>
 * <tr><td>standard output and error</td><td>discarded</td></tr>
 * <tr><td>directories, network</td><td>none</td></tr>
 * <tr><td>clocks, sleeping</td><td>the machine's, to the microsecond; the monotonic clock starts with the instance</td></tr>
 * <tr><td>randomness</td><td>{@link SecureRandom}</td></tr>
 * <tr><td>limits</td><td>{@link WasiLimits#defaults()}</td></tr>
 * </table>
 */
public final class WasiConfig {
    private static final WasiConfig DEFAULTS = new WasiConfig(new Values());

    private final Values values;

    /** The fields, in one place so that {@code with} can copy them; never changed after construction. */
    private static final class Values implements Cloneable {
        private List<String> arguments = List.of();
        private Map<String, String> environment = Map.of();
        private WasiInput stdin = WasiInput.empty();
        private WasiOutput stdout = WasiOutput.discard();
        private WasiOutput stderr = WasiOutput.discard();
        private List<Mount> directories = List.of();
        private List<ServerSocketChannel> listeners = List.of();
        private List<SocketChannel> connections = List.of();
        private Supplier<? extends WasiClock> clock = WasiClock::system;
        private Supplier<? extends RandomGenerator> random = SecureRandom::new;
        private WasiLimits limits = WasiLimits.defaults();

        @Override
        protected Values clone() {
            try {
                return (Values) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A host directory under a guest path. */
    record Mount(Path host, String guest, boolean readOnly) {
        Mount {
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(guest, "guest");
        }
    }

    private WasiConfig(Values values) {
        this.values = values;
    }

    public static WasiConfig defaults() {
        return DEFAULTS;
    }

    /**
     * The defaults with simulated clocks that start at 2020-01-01T00:00:00Z, sleeping that takes no time and pseudo-random numbers of a
     * fixed seed: a guest that reads nothing else does the same in every run.
     */
    public static WasiConfig deterministic() {
        return DEFAULTS.withClock(() -> WasiClock.simulated(Instant.parse("2020-01-01T00:00:00Z")))
                .withRandom(() -> new SplittableRandom(0));
    }

    private WasiConfig with(Consumer<Values> change) {
        var copy = values.clone();
        change.accept(copy);
        return new WasiConfig(copy);
    }

    /** What {@code main} gets; by convention the first one names the program. */
    public WasiConfig withArguments(String... arguments) {
        return withArguments(List.of(arguments));
    }

    /** @throws IllegalArgumentException if one contains a NUL */
    public WasiConfig withArguments(Collection<String> arguments) {
        arguments.forEach(argument -> requireNoNul("argument", argument));
        return with(copy -> copy.arguments = List.copyOf(arguments));
    }

    /** Adds or replaces a variable. */
    public WasiConfig withEnvironment(String name, String value) {
        return withEnvironment(Map.of(name, value));
    }

    /**
     * Adds or replaces variables, in the map's order.
     *
     * @throws IllegalArgumentException if a name is empty or contains {@code =}, or one contains a NUL
     */
    public WasiConfig withEnvironment(Map<String, String> variables) {
        var all = new LinkedHashMap<>(values.environment);
        variables.forEach((name, value) -> {
            requireNoNul("variable", name);
            requireNoNul("value", value);
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException("not a variable's name: \"" + name + "\"");
            }
            all.put(name, value);
        });
        return with(copy -> copy.environment = all);
    }

    public WasiConfig withStdin(WasiInput input) {
        Objects.requireNonNull(input, "input");
        return with(copy -> copy.stdin = input);
    }

    public WasiConfig withStdout(WasiOutput output) {
        Objects.requireNonNull(output, "output");
        return with(copy -> copy.stdout = output);
    }

    public WasiConfig withStdout(OutputStream stream) {
        return withStdout(WasiOutput.stream(stream));
    }

    public WasiConfig withStderr(WasiOutput output) {
        Objects.requireNonNull(output, "output");
        return with(copy -> copy.stderr = output);
    }

    public WasiConfig withStderr(OutputStream stream) {
        return withStderr(WasiOutput.stream(stream));
    }

    /** All three standard streams of this process. */
    public WasiConfig withInheritedStreams() {
        return withStdin(WasiInput.inherit()).withStdout(WasiOutput.inheritStdout()).withStderr(WasiOutput.inheritStderr());
    }

    /** Grants a host directory, of any file system, for reading and writing as {@code guest}, such as {@code /} or {@code /data}. */
    public WasiConfig withDirectory(Path host, String guest) {
        return withMount(new Mount(host, guest, false));
    }

    /** Grants a host directory for reading: whatever would change it fails with {@code EROFS}. */
    public WasiConfig withReadOnlyDirectory(Path host, String guest) {
        return withMount(new Mount(host, guest, true));
    }

    private WasiConfig withMount(Mount mount) {
        if (mount.guest.isEmpty()) {
            throw new IllegalArgumentException("a directory needs a guest path");
        }
        requireNoNul("guest path", mount.guest);
        return with(copy -> copy.directories = append(copy.directories, mount));
    }

    /**
     * Grants a bound listener. Listeners get the descriptors after the directories, whose first is 3. The channel is put into
     * non-blocking mode; it stays the caller's to close, and serves one instance only.
     */
    public WasiConfig withListener(ServerSocketChannel listener) {
        Objects.requireNonNull(listener, "listener");
        return with(copy -> copy.listeners = append(copy.listeners, listener));
    }

    /** Grants an open connection, as {@link #withListener} does; connections get the descriptors after the listeners. */
    public WasiConfig withConnection(SocketChannel connection) {
        Objects.requireNonNull(connection, "connection");
        return with(copy -> copy.connections = append(copy.connections, connection));
    }

    /** The clocks, made for each instance anew. */
    public WasiConfig withClock(Supplier<? extends WasiClock> clock) {
        Objects.requireNonNull(clock, "clock");
        return with(copy -> copy.clock = clock);
    }

    /** The source of {@code random_get}, made for each instance that asks. */
    public WasiConfig withRandom(Supplier<? extends RandomGenerator> random) {
        Objects.requireNonNull(random, "random");
        return with(copy -> copy.random = random);
    }

    public WasiConfig withLimits(WasiLimits limits) {
        Objects.requireNonNull(limits, "limits");
        return with(copy -> copy.limits = limits);
    }

    /** The limits, changed: {@code withLimits(limits -> limits.withBytesWritten(1 << 20))}. */
    public WasiConfig withLimits(UnaryOperator<WasiLimits> change) {
        return withLimits(change.apply(values.limits));
    }

    public List<String> arguments() {
        return values.arguments;
    }

    public Map<String, String> environment() {
        return java.util.Collections.unmodifiableMap(values.environment);
    }

    public WasiLimits limits() {
        return values.limits;
    }

    WasiInput stdin() {
        return values.stdin;
    }

    WasiOutput stdout() {
        return values.stdout;
    }

    WasiOutput stderr() {
        return values.stderr;
    }

    List<Mount> directories() {
        return values.directories;
    }

    List<ServerSocketChannel> listeners() {
        return values.listeners;
    }

    List<SocketChannel> connections() {
        return values.connections;
    }

    Supplier<? extends WasiClock> clock() {
        return values.clock;
    }

    Supplier<? extends RandomGenerator> random() {
        return values.random;
    }

    private static <T> List<T> append(List<T> list, T element) {
        var result = new ArrayList<>(list);
        result.add(element);
        return List.copyOf(result);
    }

    private static void requireNoNul(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " must not contain NUL: \"" + text.replace("\0", "\\0") + "\"");
        }
    }
}
