package dev.troupe.engine.types;

import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.StructType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Names recursive groups by what they are: equal groups have the same digest in every process, others have different ones, whoever
 * chooses them. It is the SHA-256 digest of the group's text, in which types of other groups are given by the digests of those.
 */
public final class GroupDigest {
    private GroupDigest() {}

    /** The digest of the group that a type is in: 64 lower-case hexadecimal digits. */
    public static String of(DefType type) {
        // With a stack of its own, as a module may define a chain of groups as long as it likes. Groups never lead back to themselves.
        var open = new ArrayDeque<DefType>();
        open.push(type);
        while (!open.isEmpty()) {
            var top = open.peek();
            if (top.groupDigest() == null) {
                var missing = new ArrayList<DefType>();
                var text = text(top.group(), missing);
                if (!missing.isEmpty()) {
                    missing.forEach(open::push);
                    continue;
                }
                top.setGroupDigest(digest(text));
            }
            open.pop();
        }
        return type.groupDigest();
    }

    private static String digest(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** @param missing takes the types of other groups that have no digest yet, with which the text is incomplete */
    private static String text(DefType[] group, List<DefType> missing) {
        var text = new StringBuilder();
        for (var member : group) {
            text.append(member.isFinal() ? "final " : "open ");
            if (member.supertype() != null) {
                reference(member.supertype(), group, text, missing);
            }
            composite(member.composite(), group, text, missing);
            text.append('\n');
        }
        return text.toString();
    }

    private static void composite(CompositeType type, DefType[] group, StringBuilder text, List<DefType> missing) {
        switch (type) {
            case FuncType func -> {
                text.append(" func");
                func.params().forEach(param -> storage(param, group, text, missing));
                text.append(" ->");
                func.results().forEach(result -> storage(result, group, text, missing));
            }
            case StructType struct -> {
                text.append(" struct");
                struct.fields().forEach(field -> field(field, group, text, missing));
            }
            case ArrayType array -> {
                text.append(" array");
                field(array.field(), group, text, missing);
            }
        }
    }

    private static void field(FieldType field, DefType[] group, StringBuilder text, List<DefType> missing) {
        text.append(field.mutable() ? " mut" : " const");
        storage(field.type(), group, text, missing);
    }

    private static void storage(StorageType type, DefType[] group, StringBuilder text, List<DefType> missing) {
        text.append(' ');
        if (type instanceof RefType ref && ref.heapType() instanceof DefType target) {
            text.append(ref.nullable() ? "null " : "ref ");
            reference(target, group, text, missing);
        } else {
            text.append(type);
        }
    }

    private static void reference(DefType target, DefType[] group, StringBuilder text, List<DefType> missing) {
        if (group[target.groupIndex() < group.length ? target.groupIndex() : 0] == target) {
            text.append('#');
        } else if (target.groupDigest() == null) {
            missing.add(target);
        } else {
            text.append(target.groupDigest()).append('#');
        }
        text.append(target.groupIndex());
    }
}
