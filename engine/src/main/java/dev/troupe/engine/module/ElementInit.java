package dev.troupe.engine.module;

import java.util.List;

/** The elements of an element segment: function indices or constant expressions (each including its {@code end}). */
public sealed interface ElementInit {
    record Functions(int[] indices) implements ElementInit {
        @Override
        public int size() {
            return indices.length;
        }
    }

    record Expressions(List<Slice> expressions) implements ElementInit {
        public Expressions {
            expressions = List.copyOf(expressions);
        }

        @Override
        public int size() {
            return expressions.size();
        }
    }

    int size();
}
