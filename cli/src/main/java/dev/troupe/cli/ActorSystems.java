package dev.troupe.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.actors.TroupeSystem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The command's actor systems: quiet, and gone at once when the process ends. */
final class ActorSystems {
    private static final String QUIET = """
            akka {
              loggers = ["akka.event.slf4j.Slf4jLogger"]
              logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
              loglevel = "INFO"
              stdout-loglevel = "OFF"
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
            }
            """;

    /** Nothing of a local system is worth waiting for when the process ends. */
    private static final String LOCAL = """
            akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            akka.coordinated-shutdown.run-by-actor-system-terminate = on
            """;

    private ActorSystems() {}

    /** Starts a system without a network, in the background. */
    static Starting startLocal() {
        return new Starting(CompletableFuture.supplyAsync(() -> TroupeSystem.create("troupe", local())));
    }

    private static Config local() {
        return ConfigFactory.parseString(LOCAL).withFallback(quiet());
    }

    /** The configuration on the class path, with log lines through SLF4J only. */
    static Config quiet() {
        return ConfigFactory.parseString(QUIET).withFallback(ConfigFactory.load());
    }

    /** A system that is being started. */
    record Starting(CompletableFuture<TroupeSystem> future) {
        TroupeSystem join() {
            try {
                return future.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
    }
}
