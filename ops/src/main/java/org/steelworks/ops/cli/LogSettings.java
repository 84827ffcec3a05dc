package org.steelworks.ops.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.nio.charset.StandardCharsets;

/**
 * Where logs go: to standard error, as text on a terminal and as JSON lines elsewhere. System properties that count:
 *
 * <ul>
 *   <li>{@code steel.log.format}: text or json
 *   <li>{@code steel.log.level}: level of this project's own loggers; libraries speak from WARN on
 *   <li>{@code steel.log.frames}: frames of a stack trace in text; 0, as commands have it unless they are to debug, leaves causes
 *       alone
 *   <li>{@code steel.log.throwables}: whether JSON lines have stack traces
 *   <li>{@code logback.configurationFile}: a file of the user's, in place of all of these
 * </ul>
 *
 * Code and not logback's XML, because reading that is a good part of the start of every command.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogSettings extends ContextAwareBase implements Configurator {
    private static final String USERS_FILE = "logback.configurationFile";
    private static final String TEXT =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}%replace( %mdc){'^ $', ''} - %msg%n%ex{FRAMES}";

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        if (System.getProperty(USERS_FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        logs.getStatusManager().add(new NopStatusListener());
        Logger root = logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console(logs));
        logs.getLogger("org.steelworks").setLevel(Level.toLevel(System.getProperty("steel.log.level"), Level.WARN));
        // A port that cannot be had is reported by whoever wanted it.
        logs.getLogger("org.apache.pekko.io.TcpListener").setLevel(Level.OFF);
        // A connection that ends with its process is no news.
        logs.getLogger("org.apache.pekko.stream.Materializer").setLevel(Level.ERROR);
        logs.getLogger("org.apache.pekko.remote.artery").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Writes at once: a worker that ends itself must not lose its last line. */
    private static ConsoleAppender<ILoggingEvent> console(LoggerContext logs) {
        boolean json = "json".equals(System.getProperty("steel.log.format"));
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(logs);
        console.setName(json ? "json" : "text");
        console.setTarget("System.err");
        console.setEncoder(json ? jsonLines(logs) : text(logs));
        console.start();
        return console;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext logs) {
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(logs);
        text.setCharset(StandardCharsets.UTF_8);
        text.setPattern(TEXT.replace("FRAMES", System.getProperty("steel.log.frames", "12")));
        text.start();
        return text;
    }

    private static Encoder<ILoggingEvent> jsonLines(LoggerContext logs) {
        JsonEncoder lines = new JsonEncoder();
        lines.setContext(logs);
        lines.setWithSequenceNumber(false);
        lines.setWithNanoseconds(false);
        lines.setWithContext(false);
        lines.setWithThrowable(Boolean.parseBoolean(System.getProperty("steel.log.throwables", "true")));
        lines.start();
        return lines;
    }
}
