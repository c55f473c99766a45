package dev.troupe.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logback's configuration: errors only, to standard error; {@code -v} raises it. In Java, because reading an XML file would take a good
 * part of the time that a small {@code troupe run} takes. A {@code logback.xml} on the class path comes before it.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    private static volatile Level level = Level.ERROR;

    /** Each {@code -v} is one step: info, then debug. Works before and after the first line is logged. */
    static void raise(int steps) {
        level = steps <= 0 ? Level.ERROR : steps == 1 ? Level.INFO : Level.DEBUG;
        if (steps > 0 && LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(level);
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(loggers);
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n");
        encoder.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(loggers);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        var root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(level);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
