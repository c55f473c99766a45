package dev.troupe.cli;

import dev.troupe.engine.module.ModuleException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What a command throws, as one line on standard error and an exit code; a stack trace only for our own defects. */
final class Failures implements IExecutionExceptionHandler {
    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine line, ParseResult parsed) throws Exception {
        switch (thrown) {
            case CommandLine.ParameterException usage -> throw usage;
            case FailureException failure -> say(failure.getMessage());
            case ModuleException module -> say(module.getMessage());
            case IOException io -> say(describe(io));
            case InterruptedException _ -> say("interrupted");
            default -> {
                say("this is a defect of troupe; please report it");
                thrown.printStackTrace(console.err()); // NOPRINT
            }
        }
        return ExitCode.FAILURE;
    }

    /** In words: the messages of some exceptions are just the file's name. */
    static String describe(IOException exception) {
        return switch (exception) {
            case NoSuchFileException e -> "no such file: " + e.getFile();
            case AccessDeniedException e -> "permission denied: " + e.getFile();
            case DirectoryNotEmptyException e -> e.getFile() + " is a directory";
            case FileAlreadyExistsException e -> e.getFile() + " is in the way";
            default -> exception.getMessage() == null ? exception.toString() : exception.getMessage();
        };
    }

    private void say(String message) {
        console.err().println("troupe: " + message);
    }
}
