package dev.troupe.protocol.wire;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializerWithStringManifest;
import dev.troupe.protocol.TroupeMessage;
import java.io.NotSerializableException;

/**
 * Akka's way to the binary form of every {@link TroupeMessage}. Bound in this module's {@code reference.conf}; thread-safe.
 *
 * <p>Whatever bytes come in, the outcome is a message or a {@link NotSerializableException}.
 */
public final class TroupeSerializer extends SerializerWithStringManifest {
    /** Never to be changed: nodes of different versions tell serialisers apart by it. */
    public static final int IDENTIFIER = 20250601;

    private final ExtendedActorSystem system;

    public TroupeSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return Codecs.of(message).manifest();
    }

    @Override
    public byte[] toBinary(Object message) {
        var out = new WireWriter(resolver());
        Codecs.of(message).write(out, message);
        return out.toByteArray();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            var in = new WireReader(resolver(), bytes);
            var message = Codecs.of(manifest).reader().apply(in);
            in.end();
            return message;
        } catch (WireReader.MalformedException | IllegalArgumentException | NullPointerException e) {
            var exception = new NotSerializableException("malformed \"" + manifest + "\" of " + bytes.length + " bytes: " + e.getMessage());
            exception.initCause(e);
            throw exception;
        }
    }

    private ActorRefResolver resolver() {
        return ActorRefResolver.get(Adapter.toTyped(system));
    }
}
