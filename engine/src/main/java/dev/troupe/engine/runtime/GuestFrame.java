package dev.troupe.engine.runtime;

/**
 * One WebAssembly function on the stack at the time of a trap.
 *
 * @param module the module's name, or "wasm" if it has none
 * @param function the function's name in the name section or an export, or {@code func[12]}
 * @param offset bytes from the start of the function's body to the instruction, or -1 if unknown
 */
public record GuestFrame(String module, String function, int offset) {
    @Override
    public String toString() {
        return module + "!" + function + (offset < 0 ? "" : "+0x" + Integer.toHexString(offset));
    }
}
