package dev.troupe.engine.compile.outline;

import dev.troupe.engine.module.ValType;
import dev.troupe.engine.validate.BodyVisitor;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;

/**
 * A body that may have to be cut, and how large its methods should be.
 *
 * @param body reports the body, which the validator reads, to a visitor
 * @param function the function's index; -1 for a constant expression
 * @param callsPlainly whether tail calls of a function are calls and returns
 * @param constantCases whether cases that only choose constants take no code
 * @param locals the number of locals, parameters included
 * @param localSlots the JVM slots of each local
 * @param operandSlots the JVM slots of a value of a type
 * @param limit the largest method wanted
 * @param interpreter the largest interpreter that stays whole if it has few accesses of memories: its cases pass each other all locals,
 *     which is dear between methods
 * @param byLanes whether vectors may be worked on lane by lane
 */
public record OutlineTask(
        FunctionValidator validator,
        Consumer<BodyVisitor> body,
        int function,
        IntPredicate callsPlainly,
        boolean constantCases,
        int locals,
        IntUnaryOperator localSlots,
        ToIntFunction<ValType> operandSlots,
        int limit,
        int interpreter,
        boolean byLanes) {}
