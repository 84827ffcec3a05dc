package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogSettingsTest {
    private static final List<String> PROPERTIES = List.of(
            "steel.log.format",
            "steel.log.level",
            "steel.log.frames",
            "steel.log.throwables",
            "logback.configurationFile");

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void clear() {
        context.stop();
        MDC.clear();
        PROPERTIES.forEach(System::clearProperty);
    }

    @Test
    void shouldBeFoundWithoutAWarning() throws Exception {
        new ContextInitializer(context).autoConfig();

        assertThat(context.getStatusManager().getCopyOfStatusList())
                .filteredOn(status -> status.getEffectiveLevel() >= Status.WARN)
                .isEmpty();
        assertThat(context.getLogger("org.steelworks.ops.Some").getEffectiveLevel())
                .isEqualTo(Level.WARN);
        assertThat(context.getLogger("org.apache.pekko.remote.artery.Decoder").isWarnEnabled())
                .isFalse();
    }

    @Test
    void shouldWriteTextWithContextAndFrames() throws Exception {
        System.setProperty("steel.log.level", "info");
        System.setProperty("steel.log.frames", "1");

        String lines = logged();

        assertThat(lines.lines().toList()).hasSize(4);
        assertThat(lines.lines().findFirst().orElseThrow())
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Some run=r1 - a generation 第");
        assertThat(lines).contains("java.lang.IllegalStateException: the disk is full\n\tat ");
    }

    @Test
    void shouldWriteOneJsonObjectALine() throws Exception {
        System.setProperty("steel.log.level", "INFO");
        System.setProperty("steel.log.format", "json");
        System.setProperty("steel.log.throwables", "false");

        List<String> lines = logged().lines().toList();

        assertThat(lines).hasSize(2);
        JsonNode line = new ObjectMapper().readTree(lines.get(1));
        assertThat(line.get("level").asText()).isEqualTo("ERROR");
        assertThat(line.get("mdc").get("run").asText()).isEqualTo("r1");
        assertThat(line.has("throwable")).isFalse();
    }

    @Test
    void shouldLeaveTheWordToAFileOfTheUsers() {
        System.setProperty("logback.configurationFile", "/no/such/file.xml");

        LogSettings settings = new LogSettings();
        settings.setContext(context);

        assertThat(settings.configure(context)).isEqualTo(LogSettings.ExecutionStatus.INVOKE_NEXT_IF_ANY);
        assertThat(context.getLogger("ROOT").iteratorForAppenders().hasNext()).isFalse();
    }

    /** What two events write to standard error, the second one with a stack trace. */
    private String logged() throws Exception {
        PrintStream error = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        context.setMDCAdapter(MDC.getMDCAdapter());
        try {
            new ContextInitializer(context).autoConfig();
            assertThat(context.getLogger("ROOT").iteratorForAppenders().next())
                    .isInstanceOf(ConsoleAppender.class)
                    .satisfies(console -> assertThat(((ConsoleAppender<ILoggingEvent>) console).getTarget())
                            .isEqualTo("System.err"));
            MDC.put("run", "r1");
            context.getLogger("org.steelworks.ops.Some").info("a generation 第");
            context.getLogger("org.steelworks.ops.Some").debug("not this");
            context.getLogger("org.steelworks.ops.Some")
                    .error("no room", new IllegalStateException("the disk is full"));
        } finally {
            System.setErr(error);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
