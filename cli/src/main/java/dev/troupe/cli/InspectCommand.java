package dev.troupe.cli;

import dev.troupe.engine.runtime.CodeReport;
import dev.troupe.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code troupe inspect}: what is in a module and, if asked for, what bytecode its functions become. */
@Command(
        name = "inspect",
        description = "Show a module's sections, imports, exports, limits and largest functions.",
        footer = {
            "",
            "The module is decoded, not validated, so modules that use features this version cannot run can be inspected too.",
            "",
            "With --code the module is compiled, and all its code generated; the exit code is 1 if a method is too large for HotSpot's"
                    + " compilers."
        })
final class InspectCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--top", paramLabel = "N", defaultValue = "10", description = "How many functions to list (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--code", description = "Show what bytecode the functions become, and in how many methods, instead.")
    private boolean code;

    @Option(names = "--parts", description = "With --code: list each function's methods, too.")
    private boolean parts;

    @Option(names = "--sort", paramLabel = "BY", defaultValue = "BYTECODE",
            description = "With --code: by what to sort functions, ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private FunctionSizes.Order order;

    @Parameters(paramLabel = "FILE",
            description = "A module in the binary format, .wat in the text format, or a .jar that `troupe compile` wrote.")
    private Path file;

    @Spec
    private CommandSpec spec;

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (top < 0) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--top must not be negative");
        }
        if (code) {
            return code();
        }
        var report = ModuleFiles.with(file, bytes -> ModuleReport.of(ModuleFiles.toBinary(file.toString(), bytes), top));
        if (json) {
            console.out().println(Json.pretty(report));
        } else {
            print(report);
        }
        return ExitCode.OK;
    }

    private int code() throws IOException {
        var module = ModuleFiles.compile(file, Engine.create());
        CodeReport report;
        try (var progress = new Progress(console, "Compiling", module.module().functions().size())) {
            report = module.codeReport(progress::stepTo);
        }
        var sizes = FunctionSizes.of(report, order, top, parts);
        if (json) {
            console.out().println(Json.pretty(sizes));
        } else {
            print(sizes);
        }
        return sizes.beyondJitLimit().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private void print(FunctionSizes sizes) {
        var out = console.out();
        out.println(file + ": " + number(sizes.functions()) + " functions with " + number(sizes.wasmBytes()) + " bytes of code became "
                + number(sizes.methods()) + " methods with " + number(sizes.bytecodeBytes()) + " bytes of bytecode");
        out.println(
                number(sizes.cut()) + (sizes.cut() == 1 ? " function was cut; " : " functions were cut; ") + number(sizes.otherMethods())
                        + " more methods belong to the module");
        if (sizes.largestMethod() != null) {
            out.println("The largest method has " + number(sizes.largestMethod().bytes()) + " bytes: " + sizes.largestMethod().name());
        }
        int beyond = sizes.beyondJitLimit().size();
        out.println(beyond == 0
                ? "No method passes the " + number(sizes.jitLimit()) + " bytes up to which HotSpot compiles"
                : Values.count(beyond, "method") + " of more than " + number(sizes.jitLimit()) + " bytes, which HotSpot does not compile:");
        for (var method : sizes.beyondJitLimit()) {
            out.println("  " + number(method.bytes()) + "  " + method.type() + "." + method.name());
        }
        if (sizes.listed().isEmpty()) {
            return;
        }
        out.println();
        var table = new TextTable("rrrrrl").row("wasm", "bytecode", "methods", "largest", "index", "name");
        for (var function : sizes.listed()) {
            table.row(number(function.wasmBytes()), number(function.bytecodeBytes()), function.methods(),
                    number(function.largestMethod().bytes()), function.index(), function.name());
            if (parts && function.methods() > 1) {
                function.parts().forEach(part -> table.row("", number(part.bytes()), "", "", "", "  " + part.name()));
            }
        }
        out.print(table);
    }

    private void print(ModuleReport report) {
        var out = console.out();
        out.println(file + ": " + number(report.size()) + " bytes" + (report.name() == null ? "" : ", module \"" + report.name() + "\""));
        out.println("sha256 " + report.sha256());
        out.println();
        out.println("Sections");
        var sections = new TextTable("rlrrl").row("id", "name", "offset", "bytes", "");
        for (var section : report.sections()) {
            sections.row(section.id(), section.name(), "0x" + Long.toHexString(section.offset()), number(section.size()),
                    section.custom() == null ? "" : '"' + section.custom() + '"');
        }
        out.print(sections);
        externals("Imports", report.imports());
        externals("Exports", report.exports());
        sizes("Memories", report.memories());
        sizes("Tables", report.tables());
        out.println();
        out.println("Also: " + Values.count(report.globals(), "global") + ", " + Values.count(report.dataSegments(), "data segment") + ", "
                + Values.count(report.elementSegments(), "element segment")
                + (report.tags() == 0 ? "" : ", " + Values.count(report.tags(), "tag"))
                + (report.start() == null ? "" : ", start function " + report.start()));
        functions(report.functions());
    }

    private void externals(String title, java.util.List<ModuleReport.External> externals) {
        console.out().println();
        console.out().println(title + (externals.isEmpty() ? ": none" : " (" + externals.size() + ")"));
        var table = new TextTable("lll");
        for (var external : externals) {
            table.row(external.kind(), (external.module() == null ? "" : external.module() + " ") + external.name(), external.type());
        }
        console.out().print(table);
    }

    private void sizes(String title, java.util.List<ModuleReport.Size> sizes) {
        if (sizes.isEmpty()) {
            return;
        }
        console.out().println();
        console.out().println(title);
        var table = new TextTable("rlll");
        for (var size : sizes) {
            table.row(size.index(), "min " + size.min(), size.max() == null ? "no max" : "max " + size.max(),
                    size.type() + (size.imported() ? " (imported)" : ""));
        }
        console.out().print(table);
    }

    private void functions(ModuleReport.Functions functions) {
        console.out().println();
        console.out().println("Functions: " + functions.imported() + " imported, " + functions.defined() + " defined with "
                + number(functions.codeBytes()) + " bytes of code" + (functions.largest().isEmpty() ? "" : "; the largest"));
        var table = new TextTable("rrrl");
        if (!functions.largest().isEmpty()) {
            table.row("bytes", "offset", "index", "name");
        }
        for (var body : functions.largest()) {
            table.row(number(body.size()), "0x" + Long.toHexString(body.offset()), body.index(), body.name());
        }
        console.out().print(table);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
