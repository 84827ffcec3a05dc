package org.steelworks.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class MetricsFilesTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("metrics.jsonl");
    }

    private static StepMetrics step(long step) {
        return new StepMetrics(step, 10.0 / step, 1.5, 3e-4, 512, 512 * step, 0.5, 1024, null, 2, 1, null, null);
    }

    private void append(long step) throws IOException {
        Files.writeString(
                file, StepMetricsJson.object(step(step)) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void shouldGiveTheFieldsOfTheContractInOrder() {
        assertThat(StepMetricsJson.object(step(1)).toString())
                .isEqualTo("{\"step\":1,\"loss\":10.0,\"grad_norm\":1.5,\"lr\":3.0E-4,\"tokens\":512,"
                        + "\"tokens_total\":512,\"seconds\":0.5,\"tokens_per_second\":1024.0,\"mfu\":null,"
                        + "\"workers\":2,\"generation\":1}");
    }

    @Test
    void shouldKeepAndDrawTheValidatedStepsHoweverFew() throws Exception {
        for (int i = 1; i <= 3000; i++) {
            append(i);
        }
        for (long i : new long[] {3002, 3004}) {
            StepMetrics validated = new StepMetrics(i, 2, 1, 1, 1, i, 1, 1, null, 1, 1, i / 1000.0, null);
            Files.writeString(file, StepMetricsJson.object(validated) + "\n", StandardOpenOption.APPEND);
            append(i + 1);
        }
        MetricsHistory history = new MetricsHistory(file);
        history.refresh();

        assertThat(history.points())
                .filteredOn(point -> point.validationLoss() != null)
                .extracting(StepMetrics::step, StepMetrics::validationLoss)
                .containsExactly(tuple(3002L, 3.002), tuple(3004L, 3.004));
        assertThat(history.points()).extracting(StepMetrics::step).isSorted();
        RunPlots.write(folder.resolve("plots"), history.points());
        assertThat(folder.resolve("plots/validation_loss.svg")).content().contains("validation loss over steps");
    }

    @Test
    void shouldThinOutLongCurvesAndAlwaysHaveTheNewestStep() throws Exception {
        MetricsHistory history = new MetricsHistory(file);
        history.refresh();
        assertThat(history.points()).isEmpty();
        for (int i = 1; i <= 5000; i++) {
            append(i);
            if (i == 700) {
                history.refresh();
                assertThat(history.points()).hasSize(700);
            }
        }
        Files.writeString(file, "{\"step\":5001,", StandardOpenOption.APPEND);

        history.refresh();

        List<StepMetrics> points = history.points();
        assertThat(points).hasSizeBetween(1024, 2049);
        assertThat(points.get(0).step()).isEqualTo(1);
        assertThat(points.get(1).step()).isEqualTo(5);
        assertThat(points.get(points.size() - 1).step()).isEqualTo(5000);
        assertThat(points).allSatisfy(point -> assertThat(point.loss()).isEqualTo(10.0 / point.step()));
        Files.writeString(file, "5001}\n", StandardOpenOption.APPEND);
        history.refresh();
        assertThat(history.unreadable()).isEqualTo(1);
    }

    @Test
    void shouldWriteTheBytesThatTensorBoardReads() throws Exception {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_500L), ZoneOffset.UTC);
        try (TensorBoardFile events = TensorBoardFile.create(folder.resolve("tb"), "host", clock)) {
            events.scalars(300, Map.of("loss", 2.5));
        }

        Path written = folder.resolve("tb/events.out.tfevents.1700000000.host.0");
        assertThat(TensorBoardSteps.last(folder.resolve("tb"))).isEqualTo(300);
        // Made by an independent Python encoder of the record and protobuf formats with a bitwise CRC32C.
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(written)))
                .isEqualTo(
                        "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b3531101b000000000000001a0d9e130900002040fc54d94110ac022a0d0a0b0a046c6f7373150000204094a324bf");
    }

    @Test
    void shouldDrawCurvesWithRoundTicksInsideTheirFrame() throws Exception {
        RunPlots.write(folder.resolve("plots"), List.of(step(1), step(2), step(4), step(5)));
        assertThat(folder.resolve("plots/validation_loss.svg")).doesNotExist();

        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("plots/loss.svg").toFile());
        NodeList labels = svg.getElementsByTagName("text");
        assertThat(labels.item(0).getTextContent()).isEqualTo("2");
        NodeList paths = svg.getElementsByTagName("path");
        // Loss 10, 5, 2.5, 2 on an axis from 2 to 10: the first point is at the top left, the last at the bottom right.
        assertThat(paths.item(0).getAttributes().getNamedItem("d").getTextContent())
                .startsWith("M64.0 14.0L204.0 136.5")
                .endsWith("L624.0 210.0");
        assertThat(folder.resolve("plots/learning_rate.svg")).exists();
    }

    @Test
    void shouldLeaveGapsWhereAValueIsNotFinite() {
        StepMetrics gap = new StepMetrics(2, Double.NaN, 1, 1, 1, 1, 1, 1, null, 1, 1, null, null);
        String svg = new LineChart(
                        new LineChart.Curve("t", List.of(step(1), gap, step(3)), StepMetrics::loss), List.of())
                .svg();

        assertThat(svg).containsPattern("d=\"M[0-9. ]+M[0-9. ]+\"");
    }
}
