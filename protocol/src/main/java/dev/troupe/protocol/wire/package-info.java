/**
 * The binary form of the messages. In comes a {@link dev.troupe.protocol.TroupeMessage}, out go a manifest and bytes, and back.
 *
 * <p>Each message type has one manifest with a version in it ("invoke.1"). A change of a layout gets a new manifest, and the old one
 * stays readable as long as nodes of the old version may be in the same cluster. Numbers are LEB128 or little-endian, floats are
 * their bits, actor references are strings of {@code ActorRefResolver}. Bytes that make no sense give a
 * {@link java.io.NotSerializableException}, never anything else.
 */
package dev.troupe.protocol.wire;
