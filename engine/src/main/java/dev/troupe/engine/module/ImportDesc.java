package dev.troupe.engine.module;

/** What an import asks for (spec 2.5.11). Functions and tags refer to the module's type index space. */
public sealed interface ImportDesc {
    record Func(int typeIndex) implements ImportDesc {
        @Override
        public ExternKind kind() {
            return ExternKind.FUNC;
        }
    }

    record Table(TableType type) implements ImportDesc {
        @Override
        public ExternKind kind() {
            return ExternKind.TABLE;
        }
    }

    record Memory(MemoryType type) implements ImportDesc {
        @Override
        public ExternKind kind() {
            return ExternKind.MEMORY;
        }
    }

    record Global(GlobalType type) implements ImportDesc {
        @Override
        public ExternKind kind() {
            return ExternKind.GLOBAL;
        }
    }

    record Tag(int typeIndex) implements ImportDesc {
        @Override
        public ExternKind kind() {
            return ExternKind.TAG;
        }
    }

    ExternKind kind();
}
