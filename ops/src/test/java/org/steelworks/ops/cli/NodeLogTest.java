package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class NodeLogTest {
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> console = new ListAppender<>();

    @TempDir
    Path node;

    @AfterEach
    void restore() throws Exception {
        context.reset();
        new ContextInitializer(context).autoConfig();
    }

    @Test
    void shouldKeepWarningsOffTheScreenAndInTheFile() throws Exception {
        console.setContext(context);
        console.start();
        root.addAppender(console);

        NodeLog.into(node);
        Logger logger = context.getLogger("org.steelworks.ops.Some");
        logger.info("a generation");
        logger.warn("worker w1 is killed");
        logger.error("the disk is full");

        assertThat(console.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("the disk is full");
        assertThat(Files.readString(node.resolve("logs/node.log")))
                .contains("INFO  Some - a generation")
                .contains("WARN  Some - worker w1 is killed")
                .contains("ERROR Some - the disk is full");
    }
}
