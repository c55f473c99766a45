package dev.troupe.engine;

import dev.troupe.engine.binary.ModuleDecoder;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.text.TextParser;

/** Modules as data, for tools that read, write or look at them without running them. */
public final class Modules {
    private Modules() {}

    /**
     * Decodes a module in the binary format, whatever features it uses. It is not validated: indices in it may point nowhere. The
     * array must not be changed afterwards.
     *
     * @throws MalformedModuleException if the bytes are no module
     */
    public static Module decode(byte[] bytes) {
        return ModuleDecoder.decode(bytes);
    }

    /** A module in the binary format. */
    public static byte[] encode(Module module) {
        return ModuleEncoder.encode(module);
    }

    /**
     * From the text format to the binary format: what {@link Engine#compile(byte[])} takes. Not validated.
     *
     * @throws MalformedModuleException with line and column if the text is no module
     */
    public static byte[] assemble(CharSequence text) {
        return encode(TextParser.parse(text));
    }
}
