package dev.troupe.engine.compile;

import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.runtime.CodeReport;
import dev.troupe.engine.runtime.CodeReport.FunctionCode;
import dev.troupe.engine.runtime.CodeReport.Method;
import dev.troupe.engine.runtime.GuestNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Measures generated classes as they come by, and keeps none of them. */
final class CodeReporter implements ClassStore {
    private final Layout layout;
    private final IntConsumer progress;
    /** Of functions, by the name of a function's own method. */
    private final Map<String, List<Method>> methods = new HashMap<>();
    private final List<Method> others = new ArrayList<>();

    private CodeReporter(Layout layout, IntConsumer progress) {
        this.layout = layout;
        this.progress = progress;
    }

    /** @param progress is told how many functions are done */
    static CodeReport report(ModuleLoader loader, Layout layout, IntConsumer progress) {
        var reporter = new CodeReporter(layout, progress);
        loader.generateAll(reporter);
        var context = layout.context();
        for (int i = 0; i < context.typeCount(); i++) {
            var type = context.type(i);
            switch (type.composite()) {
                case FuncType signature -> reporter.others(SignatureClasses.generated(Signature.of(context.funcType(i))));
                case StructType struct -> reporter.others(AggregateLoader.name(type), AggregateClass.generate(type));
                case ArrayType array -> reporter.others(AggregateLoader.name(type), AggregateClass.generate(type));
            }
        }
        return new CodeReport(reporter.functions(), reporter.others);
    }

    @Override
    public byte[] find(String name) {
        return null;
    }

    @Override
    public void add(String name, byte[] bytes) {
        if (name.startsWith(Names.CODE_PREFIX) && !name.contains(Names.LOCALS)) {
            functions(name, bytes);
        } else {
            others(name, bytes);
        }
    }

    private void others(Map<String, byte[]> classes) {
        classes.forEach(this::others);
    }

    private void others(String name, byte[] bytes) {
        CodeSizes.of(bytes).forEach((method, size) -> others.add(method(name, method, size)));
    }

    private static Method method(String owner, String nameAndDescriptor, int size) {
        return new Method(owner.replace('/', '.'), GuestNames.decode(name(nameAndDescriptor)), size);
    }

    private static String name(String nameAndDescriptor) {
        return nameAndDescriptor.substring(0, nameAndDescriptor.lastIndexOf('('));
    }

    private void functions(String owner, byte[] bytes) {
        int further = owner.indexOf(Names.FURTHER_CODE);
        int group = Integer.parseInt(owner.substring(Names.CODE_PREFIX.length(), further < 0 ? owner.length() : further));
        int imported = layout.module().importedFunctions();
        if (further < 0) {
            for (int i = layout.groupStart(group); i < layout.groupEnd(group); i++) {
                methods.put(layout.methodName(imported + i), new ArrayList<>());
            }
            progress.accept(methods.size());
        }
        CodeSizes.of(bytes).forEach((method, size) -> {
            var name = name(method);
            methods.get(methods.containsKey(name) ? name : GuestNames.whole(name)).add(method(owner, method, size));
        });
    }

    private List<FunctionCode> functions() {
        var result = new ArrayList<FunctionCode>();
        int imported = layout.module().importedFunctions();
        for (int i = 0; i < layout.module().functions().size(); i++) {
            var name = layout.methodName(imported + i);
            int wasmBytes = layout.module().functions().get(i).body().length();
            result.add(new FunctionCode(imported + i, GuestNames.decode(name), wasmBytes, methods.get(name)));
        }
        return result;
    }
}
