package dev.troupe.engine.module;

/** What an import asks for (spec 2.5.11). Functions and tags refer to the module's type index space. */
public sealed interface ImportDesc {
    record Func(int typeIndex) implements ImportDesc {}

    record Table(TableType type) implements ImportDesc {}

    record Memory(MemoryType type) implements ImportDesc {}

    record Global(GlobalType type) implements ImportDesc {}

    record Tag(int typeIndex) implements ImportDesc {}

    default ExternKind kind() {
        return switch (this) {
            case Func f -> ExternKind.FUNC;
            case Table t -> ExternKind.TABLE;
            case Memory m -> ExternKind.MEMORY;
            case Global g -> ExternKind.GLOBAL;
            case Tag t -> ExternKind.TAG;
        };
    }
}
