package dev.troupe.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializationExtension;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.CommandCompleted;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.GetPoolStatus;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.NodeLost;
import dev.troupe.protocol.NodeMessage;
import dev.troupe.protocol.PoolStatus;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.Request;
import dev.troupe.protocol.RunCommand;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import dev.troupe.protocol.TroupeMessage;
import dev.troupe.protocol.Value;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TroupeSerializerTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private final TroupeSerializer serializer = new TroupeSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));
    private final Random random = new Random(42);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void everyMessageComesBackEqual() throws Exception {
        for (int i = 0; i < 300; i++) {
            for (var message : oneOfEach()) {
                var bytes = serializer.toBinary(message);
                assertThat(serializer.fromBinary(bytes, serializer.manifest(message))).isEqualTo(message);
            }
        }
    }

    @Test
    void everyMessageTypeIsTested() {
        var tested = oneOfEach().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(tested).hasSize(Codecs.all().size()).containsAll(Codecs.all().stream().map(Codec::type).collect(Collectors.toSet()));
    }

    @Test
    void nanPayloadsKeepAllBits() throws Exception {
        var message = new Completed(List.of(
                new Value.F32(0x7fa00001), new Value.F32(0xffc12345), new Value.F64(0x7ff4000000000001L),
                new Value.F64(0xfff8dead_beef0001L)));
        assertThat(serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message))).isEqualTo(message);
    }

    @Test
    void akkaUsesIt() {
        var serialization = SerializationExtension.get(Adapter.toClassic(KIT.system()));
        assertThat(serialization.findSerializerFor(new NodeLost("here"))).isInstanceOf(TroupeSerializer.class);
    }

    @Test
    void truncatedBytesAreRefused() {
        for (var message : oneOfEach()) {
            var bytes = serializer.toBinary(message);
            for (int length = 0; length < bytes.length; length++) {
                var cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> serializer.fromBinary(cut, serializer.manifest(message)))
                        .isInstanceOf(NotSerializableException.class);
            }
        }
    }

    @Test
    void spoiltBytesAreRefusedOrReadAsAnotherMessageOfTheType() {
        for (int i = 0; i < 200; i++) {
            for (var message : oneOfEach()) {
                var bytes = serializer.toBinary(message);
                for (int flips = 0; flips < 3 && bytes.length > 0; flips++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                try {
                    assertThat(serializer.fromBinary(bytes, serializer.manifest(message))).isInstanceOf(message.getClass());
                } catch (NotSerializableException expected) {
                    assertThat(expected).hasMessageContaining("malformed");
                }
            }
        }
    }

    @Test
    void unknownManifestIsRefused() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "invoke.99"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("invoke.99");
    }

    @Test
    void aLyingLengthAllocatesNothing() {
        byte[] huge = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7};
        assertThatThrownBy(() -> serializer.fromBinary(huge, "completed.1")).isInstanceOf(NotSerializableException.class);
    }

    private List<TroupeMessage> oneOfEach() {
        Request request = random.nextBoolean() ? invoke() : command();
        return List.of(
                invoke(),
                command(),
                new Completed(list(this::value)),
                new CommandCompleted(random.nextInt(), bytes(), bytes()),
                new Trapped(string(), string(), list(this::string)),
                new TimedOut(random.nextBoolean(), list(this::string)),
                new Rejected(pick(Rejected.Reason.values()), duration()),
                new Failed(pick(Failed.Kind.values()), string(), random.nextInt()),
                new NodeLost(string()),
                new GetPoolStatus(ref()),
                status(),
                new NodeMessage.HostModule(string(), ref()),
                new NodeMessage.FetchChunk(string(), random.nextInt(1 << 30), random.nextInt(1 << 20), ref()),
                new NodeMessage.ModuleChunk(string(), random.nextInt(1 << 30), random.nextInt(), bytes()),
                new NodeMessage.SubscribeCapacity(ref()),
                new NodeMessage.Capacity(ref(), random.nextInt(100)),
                new NodeMessage.RemoteCall(random.nextLong(), request, ref()),
                new NodeMessage.RemoteAnswer(random.nextLong(), ref(), answer()),
                new NodeMessage.Fragment(ref(), random.nextLong(), random.nextInt(9), random.nextInt(9), bytes()));
    }

    private Invoke invoke() {
        return new Invoke(string(), list(this::value), duration(), random.nextBoolean(), ref());
    }

    private RunCommand command() {
        return new RunCommand(list(this::string), bytes(), duration(), random.nextBoolean(), ref());
    }

    private Answer answer() {
        return random.nextBoolean() ? new Completed(list(this::value)) : new Trapped(string(), string(), list(this::string));
    }

    private PoolStatus status() {
        var ints = IntStream.range(0, 8).map(i -> random.nextInt(1000)).toArray();
        var longs = IntStream.range(0, 8).mapToLong(i -> random.nextLong()).toArray();
        return new PoolStatus(
                ints[0],
                ints[1],
                ints[2],
                ints[3],
                ints[4],
                ints[5],
                ints[6],
                ints[7],
                new PoolStatus.Counts(longs[0], longs[1], longs[2], longs[3], longs[4], longs[5], longs[6], longs[7]));
    }

    private Value value() {
        return switch (random.nextInt(5)) {
            case 0 -> Value.i32(random.nextInt());
            case 1 -> Value.i64(random.nextLong());
            case 2 -> new Value.F32(random.nextInt());
            case 3 -> new Value.F64(random.nextLong());
            default -> Value.v128(random.nextLong(), random.nextLong());
        };
    }

    private Duration duration() {
        return Duration.ofNanos(random.nextLong(Long.MAX_VALUE));
    }

    private byte[] bytes() {
        var bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String string() {
        return random.ints(random.nextInt(10), 1, 0xd7ff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private <T> List<T> list(Supplier<T> element) {
        return IntStream.range(0, random.nextInt(5)).mapToObj(i -> element.get()).toList();
    }

    private <E> E pick(E[] values) {
        return values[random.nextInt(values.length)];
    }

    private ActorRef<Answer> probe;

    @SuppressWarnings("unchecked")
    private <T> ActorRef<T> ref() {
        if (probe == null) {
            probe = KIT.<Answer>createTestProbe().getRef();
        }
        return (ActorRef<T>) (ActorRef<?>) probe;
    }
}
