package dev.troupe.protocol.wire;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import dev.troupe.protocol.TroupeMessage;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A message as one array of bytes, manifest included, for those who send it in parts or keep it. Thread-safe. */
public final class WireFormat {
    private final TroupeSerializer serializer;

    public WireFormat(ActorSystem<?> system) {
        serializer = new TroupeSerializer((ExtendedActorSystem) Adapter.toClassic(system));
    }

    public byte[] encode(TroupeMessage message) {
        var manifest = serializer.manifest(message).getBytes(StandardCharsets.US_ASCII);
        var body = serializer.toBinary(message);
        return ByteBuffer.allocate(1 + manifest.length + body.length).put((byte) manifest.length).put(manifest).put(body).array();
    }

    /** @throws NotSerializableException if the bytes are no message */
    public TroupeMessage decode(byte[] bytes) throws NotSerializableException {
        int start = bytes.length == 0 ? 0 : 1 + (bytes[0] & 0xff);
        if (start < 1 || start > bytes.length) {
            throw new NotSerializableException("malformed message of " + bytes.length + " bytes");
        }
        var manifest = new String(bytes, 1, start - 1, StandardCharsets.US_ASCII);
        return (TroupeMessage) serializer.fromBinary(Arrays.copyOfRange(bytes, start, bytes.length), manifest);
    }
}
