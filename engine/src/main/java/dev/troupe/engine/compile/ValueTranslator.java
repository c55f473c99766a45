package dev.troupe.engine.compile;

import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.ValType;

/** The part of {@link BodyTranslator} that deals with numbers and vectors, with variables, and with memories. */
abstract class ValueTranslator extends ObjectTranslator {
    final Variables variables;
    private final Numbers numbers;
    private final WideOps wide;
    private final MemoryOps memories;
    private final AtomicOps atomics;
    private final VectorOps vectors;

    /** @param oneLane whether the method does one lane of each vector ({@link LaneWise}) */
    ValueTranslator(Body body, boolean oneLane) {
        super(body);
        variables = new Variables(body);
        numbers = new Numbers(body);
        wide = new WideOps(body);
        memories = new MemoryOps(body);
        atomics = new AtomicOps(body, memories);
        vectors = new VectorOps(body, memories, oneLane);
    }

    @Override
    public void localGet(int local, ValType type) {
        if (live()) {
            variables.localGet(local);
        }
    }

    @Override
    public void localSet(int local, ValType type) {
        if (live()) {
            variables.localSet(local);
        }
    }

    @Override
    public void localTee(int local, ValType type) {
        if (live()) {
            variables.localTee(local);
        }
    }

    @Override
    public void globalGet(int global) {
        if (live()) {
            variables.globalGet(global);
        }
    }

    @Override
    public void globalSet(int global) {
        if (live()) {
            variables.globalSet(global);
        }
    }

    @Override
    public void i32Const(int value) {
        if (live()) {
            body.stack.pushConstant(Kind.I32, value);
        }
    }

    @Override
    public void i64Const(long value) {
        if (live()) {
            body.stack.pushConstant(Kind.I64, value);
        }
    }

    @Override
    public void f32Const(int bits) {
        if (live()) {
            body.stack.pushConstant(Kind.F32, bits);
        }
    }

    @Override
    public void f64Const(long bits) {
        if (live()) {
            body.stack.pushConstant(Kind.F64, bits);
        }
    }

    @Override
    public void plain(Opcode opcode) {
        if (live() && VectorForm.isVector(opcode)) {
            vectors.plain(opcode);
        } else if (live() && WideOps.has(opcode)) {
            wide.emit(opcode);
        } else if (live()) {
            numbers.plain(opcode);
        }
    }

    @Override
    public void memoryAccess(Opcode opcode, int memory, long offset, int alignment) {
        if (live() && VectorForm.isVector(opcode)) {
            vectors.access(opcode, memory, offset);
        } else if (live() && opcode.feature() == Feature.THREADS) {
            atomics.access(opcode, memory, offset);
        } else if (live()) {
            memories.access(opcode, memory, offset);
        }
    }

    @Override
    public void memorySize(int memory) {
        if (live()) {
            memories.size(memory);
        }
    }

    @Override
    public void memoryGrow(int memory) {
        if (live()) {
            body.fuel.grow(body.layout.access(memory).wide(), Names.MEMORY, () -> memories.pushMemory(memory));
            memories.grow(memory);
        }
    }

    @Override
    public void memoryFill(int memory) {
        if (live()) {
            memories.fill(memory);
        }
    }

    @Override
    public void memoryCopy(int destination, int source) {
        if (live()) {
            memories.copy(destination, source);
        }
    }

    @Override
    public void memoryInit(int data, int memory) {
        if (live()) {
            memories.init(data, memory);
        }
    }

    @Override
    public void dataDrop(int data) {
        if (live()) {
            memories.dataDrop(data);
        }
    }

    @Override
    public void v128Const(long low, long high) {
        if (live()) {
            vectors.constant(low, high);
        }
    }

    @Override
    public void lane(Opcode opcode, int lane) {
        if (live()) {
            vectors.lane(opcode, lane);
        }
    }

    @Override
    public void shuffle(long low, long high) {
        if (live()) {
            vectors.shuffle(low, high);
        }
    }

    @Override
    public void memoryAccessLane(Opcode opcode, int memory, long offset, int alignment, int lane) {
        if (live()) {
            vectors.accessLane(opcode, memory, offset, lane);
        }
    }

    @Override
    public void atomicFence() {
        if (live()) {
            atomics.fence();
        }
    }
}
