package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Memory;

/**
 * The two modules under which preview 1 is imported, and where their layouts differ: {@code wasi_unstable} is the snapshot before
 * ({@code preview0} in the WASI repository).
 */
enum Abi {
    PREVIEW1("wasi_snapshot_preview1", 64, 48) {
        @Override
        Whence whence(int number) throws WasiError {
            return switch (number) {
                case 0 -> Whence.SET;
                case 1 -> Whence.CUR;
                case 2 -> Whence.END;
                default -> throw Errno.INVAL.error();
            };
        }

        @Override
        void writeStat(Memory memory, int address, FileStat stat) {
            memory.writeLong(address, stat.device());
            memory.writeLong(address + 8, stat.inode());
            memory.writeLong(address + 16, stat.type());
            memory.writeLong(address + 24, stat.links());
            memory.writeLong(address + 32, stat.size());
            memory.writeLong(address + 40, stat.accessed());
            memory.writeLong(address + 48, stat.modified());
            memory.writeLong(address + 56, stat.changed());
        }

        @Override
        int clockOffset() {
            return 16;
        }
    },
    UNSTABLE("wasi_unstable", 56, 56) {
        @Override
        Whence whence(int number) throws WasiError {
            return switch (number) {
                case 0 -> Whence.CUR;
                case 1 -> Whence.END;
                case 2 -> Whence.SET;
                default -> throw Errno.INVAL.error();
            };
        }

        @Override
        void writeStat(Memory memory, int address, FileStat stat) {
            memory.writeLong(address, stat.device());
            memory.writeLong(address + 8, stat.inode());
            memory.writeInt(address + 16, stat.type());
            memory.writeInt(address + 20, (int) Math.min(stat.links(), 0xFFFF_FFFFL));
            memory.writeLong(address + 24, stat.size());
            memory.writeLong(address + 32, stat.accessed());
            memory.writeLong(address + 40, stat.modified());
            memory.writeLong(address + 48, stat.changed());
        }

        @Override
        int clockOffset() {
            return 24;
        }
    };

    /** From where {@code fd_seek} counts. */
    enum Whence {
        SET,
        CUR,
        END
    }

    private final String module;
    private final int statSize;
    private final int subscriptionSize;

    Abi(String module, int statSize, int subscriptionSize) {
        this.module = module;
        this.statSize = statSize;
        this.subscriptionSize = subscriptionSize;
    }

    String module() {
        return module;
    }

    int statSize() {
        return statSize;
    }

    int subscriptionSize() {
        return subscriptionSize;
    }

    abstract Whence whence(int number) throws WasiError;

    /** Writes a {@code $filestat}; the range is checked already. */
    abstract void writeStat(Memory memory, int address, FileStat stat);

    /** Where the clock's id stands in a {@code $subscription}; the time-out, precision and flags follow it at 8, 16 and 24. */
    abstract int clockOffset();
}
