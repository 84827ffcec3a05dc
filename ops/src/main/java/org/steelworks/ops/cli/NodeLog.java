package org.steelworks.ops.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Where a command with a node of its own keeps what that node logs: in a file, so that log lines do not run into its
 * progress. Standard error gets errors alone.
 */
final class NodeLog {
    private static final String NAME = "node-file";
    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{0} - %msg%n%ex";

    private NodeLog() {}

    /** From now on the logs of this process go to {@code logs/node.log} in the node's folder, which may not exist yet. */
    static void into(Path nodeFolder) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAppender(NAME);
        root.iteratorForAppenders().forEachRemaining(console -> {
            ThresholdFilter errors = new ThresholdFilter();
            errors.setLevel(Level.ERROR.levelStr);
            errors.start();
            console.addFilter(errors);
        });
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(PATTERN);
        encoder.start();
        FileAppender<ILoggingEvent> file = new FileAppender<>();
        file.setContext(context);
        file.setName(NAME);
        file.setFile(nodeFolder.resolve("logs").resolve("node.log").toString());
        file.setEncoder(encoder);
        file.start();
        root.addAppender(file);
        if (System.getProperty("steel.log.level") == null) {
            context.getLogger("org.steelworks").setLevel(Level.INFO);
        }
    }
}
