package dev.troupe.engine.compile;

/**
 * Generated classes of one module that are kept beyond the process. Names are internal names; classes of code for another than the usual
 * form of memory have a prefix. Implementations are thread-safe and never fail: what cannot be found is generated.
 */
public interface ClassStore {
    /** Keeps nothing. */
    ClassStore NONE = new ClassStore() {
        @Override
        public byte[] find(String name) {
            return null;
        }

        @Override
        public void add(String name, byte[] bytes) {}
    };

    /** The class file kept under a name, or null. */
    byte[] find(String name);

    /** Offers a class file to keep. The array is not changed afterwards. */
    void add(String name, byte[] bytes);

    /** The part of this store whose names begin with a prefix. */
    default ClassStore part(String prefix) {
        var whole = this;
        return new ClassStore() {
            @Override
            public byte[] find(String name) {
                return whole.find(prefix + name);
            }

            @Override
            public void add(String name, byte[] bytes) {
                whole.add(prefix + name, bytes);
            }
        };
    }
}
