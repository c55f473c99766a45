package dev.troupe.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code troupe inspect}: what is in a module, without compiling or running it. */
@Command(
        name = "inspect",
        description = "Show a module's sections, imports, exports, limits and largest functions.",
        footer = {"", "The module is decoded, not validated, so modules that use features this version cannot run can be inspected too."})
final class InspectCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--top", paramLabel = "N", defaultValue = "10", description = "How many functions to list (default: ${DEFAULT-VALUE}).")
    private int top;

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "A module in the binary format, or .wat in the text format.")
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
        var report = ModuleFiles.with(file, bytes -> ModuleReport.of(ModuleFiles.toBinary(file.toString(), bytes), top));
        if (json) {
            console.out().println(Json.pretty(report));
        } else {
            print(report);
        }
        return ExitCode.OK;
    }

    private void print(ModuleReport report) {
        var out = console.out();
        out.println(file + ": " + number(report.size()) + " bytes" + (report.name() == null ? "" : ", module \"" + report.name() + "\""));
        out.println("sha256 " + report.sha256());
        out.println();
        out.println("Sections");
        var sections = new TextTable("  ", "rlrrl").row("id", "name", "offset", "bytes", "");
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
        var table = new TextTable("  ", "lll");
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
        var table = new TextTable("  ", "rlll");
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
        var table = new TextTable("  ", "rrrl");
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
