package org.steelworks.data.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.data.FastTextCases;
import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.Mapper;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.clean.dedup.ExactDeduplicator;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.clean.recipe.OperatorRegistry;
import org.steelworks.data.evidence.DuplicatePair;
import org.steelworks.data.flow.PrepareFailure;
import org.steelworks.data.flow.PrepareProgress;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.flow.ProgressListener;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.unit.DurableStore;
import org.steelworks.data.unit.InputSet;
import org.steelworks.data.unit.UnitStore;

@InterruptAfter(120)
class PrepareRunActorTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final int LINES = 400;
    private static final OperatorRecipe RECIPE =
            new OperatorRecipe("shout", List.of(new UpperCase(), new EvenLength(), new NoSorrow()));

    @TempDir
    Path temp;

    private Path raw;

    /** Changes texts, and fails on one that says so. */
    private record UpperCase() implements Mapper {
        @Override
        public String name() {
            return "upper_case_mapper";
        }

        @Override
        public String map(String text) {
            if (text.contains("poison")) {
                throw new IllegalStateException("cannot digest this");
            }
            return text.toUpperCase(Locale.ROOT);
        }
    }

    private record EvenLength() implements Filter {
        @Override
        public String name() {
            return "even_length_filter";
        }

        @Override
        public StatisticRange range() {
            return new StatisticRange("odd", "min", 0, "max", 0);
        }

        @Override
        public double measure(String text) {
            return text.length() % 2;
        }
    }

    private record NoSorrow() implements Filter {
        @Override
        public String name() {
            return "no_sorrow_filter";
        }

        @Override
        public StatisticRange range() {
            return new StatisticRange("sorrows", "min", 0, "max", 0);
        }

        @Override
        public double measure(String text) {
            return text.contains("SORROW") ? 1 : 0;
        }
    }

    /** A disk that stops working for good after a number of operations: what a killed process leaves behind. */
    private static final class DyingStore implements UnitStore {
        private final UnitStore disk = new DurableStore();
        private final AtomicInteger left;

        DyingStore(int operations) {
            left = new AtomicInteger(operations);
        }

        private void use() throws IOException {
            if (left.decrementAndGet() < 0) {
                throw new IOException("the disk is gone");
            }
        }

        @Override
        public OutputStream create(Path file) throws IOException {
            use();
            return disk.create(file);
        }

        @Override
        public void publish(Path aside, Path target) throws IOException {
            use();
            disk.publish(aside, target);
        }

        @Override
        public void append(Path file, String line) throws IOException {
            use();
            disk.append(file, line);
        }
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void writeInputs() throws IOException {
        raw = Files.createDirectories(temp.resolve("raw"));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            switch (i % 10) {
                case 3 -> lines.append("{broken ").append(i).append("\n");
                case 5 -> lines.append("\n");
                case 7 ->
                    lines.append("{\"text\": \"sorrow")
                            .append(i % 100 < 50 ? "" : "s")
                            .append("\"}\n");
                case 8 -> lines.append("{\"text\": null}\n");
                default ->
                    lines.append("{\"text\": \"")
                            .append("é\\n".repeat(i % 7))
                            .append(i)
                            .append("\"}\n");
            }
        }
        Files.writeString(raw.resolve("a.jsonl"), lines.toString());
        Files.writeString(raw.resolve("notes.md"), "not data");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(raw.resolve("b.jsonl.gz")))) {
            out.write("{\"text\": \"zipped\"}\n{\"text\": \"poison\"}\n{\"text\": 1}\n".getBytes(UTF_8));
        }
    }

    private InputSet set() {
        return new InputSet("texts", List.of(raw), RawFormat.AUTO, RECIPE, "1");
    }

    private PrepareSpec spec(String out, int parallelism, long unitBytes) {
        return PrepareSpec.of(List.of(set()), temp.resolve(out), parallelism)
                .withTrace(true)
                .withUnitBytes(unitBytes);
    }

    private static PrepareReport run(PrepareSpec spec) throws Exception {
        return CleaningEnd.of(PrepareRun.start(spec, KIT.system(), ProgressListener.NONE));
    }

    private static PrepareReport run(PrepareSpec spec, UnitStore store) throws Exception {
        return CleaningEnd.of(PrepareRun.start(spec, KIT.system(), ProgressListener.NONE, store, System::nanoTime));
    }

    private Map<String, String> result(String out) throws IOException {
        return CleaningEnd.files(temp.resolve(out));
    }

    @Test
    void shouldCleanInTheOrderOfTheInput() throws Exception {
        PrepareReport report = run(spec("out", 2, 1 << 20));

        List<String> expected = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            String text = i % 10 == 7 ? "SORROW" : "É\\n".repeat(i % 7) + i;
            boolean isText = i % 10 != 3 && i % 10 != 5 && i % 10 != 8 && i % 10 != 7;
            if (isText && text.replace("\\n", "n").length() % 2 == 0) {
                expected.add("{\"text\": \"" + text + "\"}");
            }
        }
        expected.add("{\"text\": \"ZIPPED\"}");
        assertThat(Files.readAllLines(temp.resolve("out/texts.jsonl"))).isEqualTo(expected);
        assertThat(result("out")).containsOnlyKeys("texts.jsonl", "quarantine.jsonl", "trace.jsonl", "report.html");
        assertThat(report.total().kept()).isEqualTo(expected.size());
        assertThat(report.total().documents()).isEqualTo(LINES / 10 * 7 + 1);
        assertThat(report.total().quarantined()).isEqualTo(LINES / 10 + 2);
        assertThat(report.total().blank()).isEqualTo(LINES / 10);
        assertThat(report.total().skipped()).isEqualTo(Map.of("text is null", (long) LINES / 10));
        assertThat(report.notes()).singleElement().asString().contains("notes.md was passed over");
        assertThat(report.sets().get(0).tally().operators())
                .extracting(o -> o.name() + " " + o.in())
                .contains("upper_case_mapper " + (LINES / 10 * 7 + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 8})
    void shouldGiveTheSameBytesForAnyParallelismAndCut(int parallelism) throws Exception {
        run(spec("one", 1, 1 << 20));
        run(spec("many", parallelism, 10 + 97L * parallelism));

        assertThat(result("many")).isEqualTo(result("one"));
    }

    @Test
    void shouldSayWhereAndWhyForEveryRecordThatIsNoDocument() throws Exception {
        run(spec("out", 4, 64));

        List<JsonNode> rejects = new ArrayList<>();
        for (String line : Files.readAllLines(temp.resolve("out/quarantine.jsonl"))) {
            rejects.add(new ObjectMapper().readTree(line));
        }
        assertThat(rejects).hasSize(LINES / 10 + 2);
        for (int i = 0; i < LINES / 10; i++) {
            JsonNode reject = rejects.get(i);
            assertThat(reject.get("source").asText()).isEqualTo("a.jsonl");
            assertThat(reject.get("line").asLong()).isEqualTo(10 * i + 4);
            assertThat(reject.get("reason").asText()).startsWith("the record is not one JSON object at column 2");
            assertThat(reject.get("excerpt").asText()).isEqualTo("{broken " + (10 * i + 3));
        }
        assertThat(rejects.get(LINES / 10).get("reason").asText())
                .isEqualTo("an operator failed on the text: java.lang.IllegalStateException: cannot digest this");
        assertThat(rejects.get(LINES / 10 + 1).get("reason").asText())
                .isEqualTo("key \"text\" is a number, expected a string");
    }

    @Test
    void shouldTraceEveryDocumentInTheOrderOfTheInput() throws Exception {
        run(spec("out", 4, 64));

        List<String> lines = Files.readAllLines(temp.resolve("out/trace.jsonl"));
        assertThat(lines).hasSize(LINES / 10 * 7 + 1);
        assertThat(lines.get(0))
                .isEqualTo("{\"source\":\"a.jsonl\",\"index\":0,\"kept\":false,\"dropped_by\":\"even_length_filter\","
                        + "\"stats\":{\"odd\":1.0,\"sorrows\":0.0},\"text\":null}");
        // Line 11 of the file is its record 9: one of the ten lines before it is blank.
        assertThat(lines.get(7))
                .isEqualTo("{\"source\":\"a.jsonl\",\"index\":9,\"kept\":true,\"dropped_by\":null,"
                        + "\"stats\":{\"odd\":0.0,\"sorrows\":0.0},\"text\":\"É\\nÉ\\nÉ\\n10\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 17, 40, 41, 42, 43, 44, 45, 46, 47})
    void shouldEndWithTheSameBytesAfterTheDiskDiedAnywhere(int operations) throws Exception {
        run(spec("whole", 1, 2000));

        assertThatThrownBy(() -> run(spec("broken", 2, 2000), new DyingStore(operations)))
                .isInstanceOf(PrepareFailure.class)
                .hasMessageContaining("the disk is gone");
        assertThat(temp.resolve("broken/report.json")).doesNotExist();
        run(spec("broken", 2, 2000));

        assertThat(result("broken")).isEqualTo(result("whole"));
    }

    @Test
    void shouldNotDoAgainWhatIsDone() throws Exception {
        PrepareSpec spec = spec("out", 1, 2000);
        assertThatThrownBy(() -> run(spec, new DyingStore(30))).isInstanceOf(PrepareFailure.class);
        List<PrepareProgress> seen = new ArrayList<>();
        CleaningEnd.of(PrepareRun.start(spec, KIT.system(), seen::add));

        assertThat(seen.get(0).unitsDone()).isPositive();
        PrepareProgress last = seen.get(seen.size() - 1);
        assertThat(last.unitsDone()).isEqualTo(last.unitsTotal());
        assertThat(last.bytesDone()).isEqualTo(last.bytesTotal());
    }

    private PrepareSpec withDuplicates(String out, int parallelism, long unitBytes) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append("{\"text\": \"text ")
                    .append(i % 20)
                    .append(i == 25 ? " of sorrow" : "")
                    .append("\"}\n");
        }
        Path one = Files.writeString(temp.resolve("one.jsonl"), lines);
        Path two = Files.writeString(temp.resolve("two.jsonl"), "{\"text\": \"text 3\"}\n{\"text\": \"<new>\"}\n");
        Path other = Files.writeString(temp.resolve("other.jsonl"), "{\"text\": \"text 4\"}\n");
        OperatorRecipe exact =
                new OperatorRecipe("exact", List.of(new NoSorrow(), new ExactDeduplicator(false, false)));
        return PrepareSpec.of(
                        List.of(
                                new InputSet("one", List.of(one), RawFormat.AUTO, exact, "1"),
                                new InputSet("two", List.of(two), RawFormat.AUTO, exact, "1"),
                                new InputSet("other", List.of(other), RawFormat.AUTO, RECIPE, "1")),
                        temp.resolve(out),
                        parallelism)
                .withTrace(true)
                .withUnitBytes(unitBytes);
    }

    @Test
    void shouldKeepTheFirstOfAllInputsWithOneDeduplicator() throws Exception {
        PrepareReport report = run(withDuplicates("whole", 1, 1 << 20));
        run(withDuplicates("cut", 3, 70));

        assertThat(result("cut")).isEqualTo(result("whole"));
        assertThat(Files.readAllLines(temp.resolve("whole/one.jsonl"))).hasSize(21);
        assertThat(Files.readAllLines(temp.resolve("whole/two.jsonl"))).containsExactly("{\"text\": \"<new>\"}");
        assertThat(Files.readAllLines(temp.resolve("whole/other.jsonl"))).containsExactly("{\"text\": \"TEXT 4\"}");
        List<String> traces = Files.readAllLines(temp.resolve("whole/trace.jsonl"));
        assertThat(traces).hasSize(63);
        assertThat(traces.get(20))
                .isEqualTo(
                        "{\"source\":\"one.jsonl\",\"index\":20,\"kept\":false,\"dropped_by\":\"document_deduplicator\","
                                + "\"stats\":{\"sorrows\":0.0},\"text\":null}");
        assertThat(report.total().kept()).isEqualTo(23);
        assertThat(report.sets().get(0).tally().operators())
                .extracting(o -> o.name() + " " + o.in() + " " + o.out())
                .containsExactly("no_sorrow_filter 60 60", "document_deduplicator 60 21");
        assertThat(Files.readString(temp.resolve("whole/report.html")))
                .contains("document_deduplicator")
                .contains("one: one.jsonl 20<td class=gone><pre>text 0</pre>")
                .contains("two: two.jsonl 0<td class=gone><pre>text 3</pre><td class=muted>one: one.jsonl 3<td>")
                .doesNotContain("<new>");
        JsonNode pairs = new ObjectMapper()
                .readTree(temp.resolve("cut/report.json").toFile())
                .at("/sets/1/operators/1/duplicates");
        assertThat(pairs.toString())
                .isEqualTo("[{\"dropped\":{\"set\":\"two\",\"source\":\"two.jsonl\",\"index\":0,\"text\":\"text 3\"},"
                        + "\"kept\":{\"set\":\"one\",\"source\":\"one.jsonl\",\"index\":3,\"text\":\"text 3\"}}]");
    }

    @Test
    void shouldCountTheRecordsBeforeADuplicateThatAreNoDocuments() throws Exception {
        Path input = Files.writeString(
                temp.resolve("gaps.jsonl"),
                "{broken\n\n{\"text\": \"same\"}\n{\"text\": \"text of SORROW\"}\n{\"text\": null}\n"
                        + "{\"text\": \"same\"}\n");
        OperatorRecipe exact =
                new OperatorRecipe("exact", List.of(new NoSorrow(), new ExactDeduplicator(false, false)));
        InputSet set = new InputSet("gaps", List.of(input), RawFormat.AUTO, exact, "1");

        PrepareReport whole = run(PrepareSpec.of(List.of(set), temp.resolve("whole"), 1));
        PrepareReport cut =
                run(PrepareSpec.of(List.of(set), temp.resolve("cut"), 2).withUnitBytes(20));

        DuplicatePair pair = whole.sets().get(0).duplicates().get(0).get(0);
        assertThat(pair.kept().index()).isEqualTo(1);
        assertThat(pair.dropped().index()).isEqualTo(4);
        assertThat(cut.sets().get(0).duplicates()).isEqualTo(whole.sets().get(0).duplicates());
    }

    @Test
    void shouldPutVeryLongDocumentsTogether() throws Exception {
        String line = "{\"text\": \"" + "x".repeat(21_000_000) + "\"}\n";
        Path input = Files.writeString(temp.resolve("long.jsonl"), line + line);
        OperatorRecipe exact = new OperatorRecipe("exact", List.of(new ExactDeduplicator(false, false)));
        InputSet set = new InputSet("long", List.of(input), RawFormat.JSONL, exact, "1");

        PrepareReport report = run(PrepareSpec.of(List.of(set), temp.resolve("out"), 1)
                .withTrace(true)
                .withUnitBytes(1 << 20));

        assertThat(report.total().kept()).isEqualTo(1);
        assertThat(report.sets().get(0).duplicates().get(0).get(0).dropped().index())
                .isEqualTo(1);
        assertThat(Files.size(temp.resolve("out/trace.jsonl"))).isGreaterThan(21_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void shouldTraceTheSameSampleForAnyParallelism(int parallelism) throws Exception {
        run(spec("all", 1, 500));
        run(spec("sample", parallelism, 500).withTraceOf(25));

        List<String> all = Files.readAllLines(temp.resolve("all/trace.jsonl"));
        List<String> sample = Files.readAllLines(temp.resolve("sample/trace.jsonl"));
        assertThat(sample).hasSize(25);
        // lines of the whole trace in their order, and not its beginning
        assertThat(all.stream().filter(sample::contains)).isEqualTo(sample);
        assertThat(sample).isNotEqualTo(all.subList(0, 25));
        run(spec("again", 3, 500).withTraceOf(25));
        assertThat(result("again")).isEqualTo(result("sample"));
    }

    @Test
    void shouldTraceAllDocumentsWhereTheSampleIsLarger() throws Exception {
        run(withDuplicates("all", 1, 70));
        run(withDuplicates("sample", 2, 70).withTraceOf(1000));
        run(withDuplicates("few", 2, 70).withTraceOf(20));

        assertThat(result("sample")).isEqualTo(result("all"));
        List<String> few = Files.readAllLines(temp.resolve("few/trace.jsonl"));
        assertThat(Files.readAllLines(temp.resolve("all/trace.jsonl"))).containsAll(few);
        assertThat(few).hasSize(20).anyMatch(line -> line.contains("document_deduplicator"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 12, 20, 22, 24, 26})
    void shouldFindTheSameDuplicatesAfterTheDiskDiedAnywhere(int operations) throws Exception {
        run(withDuplicates("whole", 1, 1 << 20));

        assertThatThrownBy(() -> run(withDuplicates("broken", 2, 1 << 20), new DyingStore(operations)))
                .isInstanceOf(PrepareFailure.class);
        run(withDuplicates("broken", 2, 1 << 20));

        assertThat(result("broken")).isEqualTo(result("whole"));
    }

    @Test
    void shouldAnswerACompleteRunFromItsReport() throws Exception {
        PrepareReport first = run(spec("out", 2, 2000));

        PrepareReport again = run(spec("out", 2, 2000), new DyingStore(0));

        assertThat(again).isEqualTo(first);
    }

    @Test
    void shouldCleanAnewWhenAnInputHasChanged() throws Exception {
        run(spec("out", 2, 2000));
        Files.writeString(raw.resolve("a.jsonl"), "{\"text\": \"new!\"}\n");

        run(spec("out", 2, 2000).withTrace(false));

        assertThat(result("out"))
                .containsOnlyKeys("texts.jsonl", "quarantine.jsonl", "report.html")
                .containsEntry("texts.jsonl", "{\"text\": \"NEW!\"}\n{\"text\": \"ZIPPED\"}\n");
    }

    @Test
    void shouldCleanAnewWhenAModelOfTheRecipeHasChanged() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (FastTextCases.Case given : FastTextCases.of("filter")) {
            lines.append(new ObjectMapper().createObjectNode().put("text", given.text()))
                    .append('\n');
        }
        Path input = Files.writeString(temp.resolve("texts.jsonl"), lines);
        Path model = temp.resolve("own.bin");
        Files.copy(FastTextCases.file("parts.bin"), model);
        run(withLanguages(input, "out"));
        Map<String, String> first = result("out");
        assertThat(run(withLanguages(input, "out"), new DyingStore(0)).total().kept())
                .as("the same model: nothing is done again")
                .isPositive();
        // one of the same length, said to be as old as the first
        exchange(model, "parts-11.bin");
        assertThatThrownBy(() -> run(withLanguages(input, "out"), new DyingStore(9)))
                .isInstanceOf(PrepareFailure.class);
        run(withLanguages(input, "out"));

        run(withLanguages(input, "fresh"));
        assertThat(result("out")).isEqualTo(result("fresh")).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPublishNothingThatTwoModelsHaveJudged(boolean atTheEnd) throws Exception {
        Path input = Files.writeString(temp.resolve("texts.jsonl"), "{\"text\": \"some words\"}\n".repeat(200));
        Path model = temp.resolve("own.bin");
        Files.copy(FastTextCases.file("parts.bin"), model);
        PrepareSpec spec = withLanguages(input, "out");
        AtomicBoolean changed = new AtomicBoolean();
        ProgressListener exchanging = progress -> {
            boolean now = atTheEnd ? progress.unitsDone() == progress.unitsTotal() : progress.unitsDone() == 1;
            if (now && changed.compareAndSet(false, true)) {
                exchange(model, "parts-11.bin");
            }
        };

        assertThatThrownBy(() -> CleaningEnd.of(PrepareRun.start(spec, KIT.system(), exchanging)))
                .isInstanceOf(PrepareFailure.class)
                .hasMessageStartingWith("the model file " + model + " was changed during the cleaning")
                .hasMessageContaining("put it back as it was");
        assertThat(temp.resolve("out/texts.jsonl")).doesNotExist();
        assertThat(temp.resolve("out/report.json")).doesNotExist();

        exchange(model, "parts.bin");
        run(withLanguages(input, "out"));
        run(withLanguages(input, "fresh"));
        assertThat(result("out")).isEqualTo(result("fresh"));
    }

    /** Another file under the same name, said to be as old. */
    private static void exchange(Path model, String with) {
        try {
            FileTime time = Files.getLastModifiedTime(model);
            Files.copy(FastTextCases.file(with), model, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(model, time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PrepareSpec withLanguages(Path input, String out) {
        OperatorRecipeReader.RecipeFile recipe = new OperatorRecipeReader(OperatorRegistry.standard())
                .read(
                        temp.resolve("r.yaml").toString(),
                        "process:\n  - language_id_score_filter: {lang: [en, ru, fi], min_score: 0.5,"
                                + " fasttext_model: own.bin}");
        InputSet set = new InputSet("texts", List.of(input), RawFormat.AUTO, recipe.recipe(), recipe.digest());
        return PrepareSpec.of(List.of(set), temp.resolve(out), 2)
                .withTrace(true)
                .withUnitBytes(1000);
    }

    @Test
    void shouldTryAUnitAgainWhenTheDiskFailsOnce() throws Exception {
        run(spec("whole", 1, 2000));
        AtomicBoolean failed = new AtomicBoolean();
        UnitStore disk = new DurableStore();
        UnitStore hiccup = new UnitStore() {
            @Override
            public OutputStream create(Path file) throws IOException {
                if (file.toString().contains("unit-00000001") && failed.compareAndSet(false, true)) {
                    throw new IOException("hiccup");
                }
                return disk.create(file);
            }

            @Override
            public void publish(Path aside, Path target) throws IOException {
                disk.publish(aside, target);
            }

            @Override
            public void append(Path file, String line) throws IOException {
                disk.append(file, line);
            }
        };

        run(spec("out", 1, 2000), hiccup);

        assertThat(failed).isTrue();
        assertThat(result("out")).isEqualTo(result("whole"));
    }

    @Test
    void shouldStopSoonAndGoOnLater() throws Exception {
        run(spec("whole", 1, 50));
        AtomicInteger units = new AtomicInteger();
        PrepareRun[] run = new PrepareRun[1];
        Object started = new Object();
        synchronized (started) {
            run[0] = PrepareRun.start(spec("out", 1, 50), KIT.system(), progress -> {
                synchronized (started) {
                    if (units.getAndSet(progress.unitsDone()) < 5 && progress.unitsDone() >= 5) {
                        run[0].stop();
                    }
                }
            });
        }
        assertThatThrownBy(() -> CleaningEnd.of(run[0]))
                .isInstanceOf(PrepareFailure.class)
                .hasMessageContaining("was stopped");
        assertThat(units.get()).isLessThan(50);

        run(spec("out", 1, 50));

        assertThat(result("out")).isEqualTo(result("whole"));
    }

    @Test
    void shouldGiveUpAFileAtItsFirstDefectAsTheOriginalDoes() throws Exception {
        PrepareReport report = run(spec("out", 3, 64).withRules(ReadingRules.COMPAT));

        assertThat(report.total().quarantined()).isEqualTo(2 + 1);
        assertThat(report.total().documents()).isEqualTo(3 + 1);
        // batches behind the defect may have been cleaned, and count for nothing
        assertThat(report.sets().stream()
                        .mapToLong(set -> set.tally().operators().get(0).in())
                        .sum())
                .isEqualTo(3 + 1);
        assertThat(Files.readString(temp.resolve("out/quarantine.jsonl"))).contains("gives up the rest of the file");
    }

    @Test
    void shouldRefuseInputsThatAreMissingOrEmpty() throws IOException {
        Path nothing = Files.createDirectories(temp.resolve("nothing"));
        Path prose = temp.resolve("prose.jsonl");
        Files.writeString(prose, "once upon a time\n");

        assertFails(temp.resolve("absent"), RawFormat.AUTO, "absent does not exist; check the path");
        assertFails(nothing, RawFormat.AUTO, "files that end in .json, .jsonl");
        assertFails(prose, RawFormat.AUTO, "none of the first 1 records is a JSON object with \"text\"");
        assertFails(prose, RawFormat.JSONL, "hold no document: 1 do not have the format");
    }

    private void assertFails(Path input, RawFormat format, String message) {
        InputSet inputs = new InputSet("texts", List.of(input), format, RECIPE, "1");
        assertThatThrownBy(() -> run(PrepareSpec.of(List.of(inputs), temp.resolve("out"), 2)))
                .isInstanceOf(PrepareFailure.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseAnOutputFolderThatCannotBeUsed() throws IOException {
        Files.writeString(temp.resolve("file"), "in the way");

        assertThatThrownBy(() -> run(spec("file", 2, 2000)))
                .isInstanceOf(PrepareFailure.class)
                .hasMessageContaining("the output folder")
                .hasMessageContaining("cannot be used");
    }

    @Test
    void shouldRefuseASecondRunIntoTheSameFolder() throws Exception {
        AtomicBoolean refused = new AtomicBoolean();
        CleaningEnd.of(PrepareRun.start(spec("out", 1, 2000), KIT.system(), progress -> {
            if (!refused.get()) {
                assertThatThrownBy(() -> run(spec("out", 1, 2000)))
                        .isInstanceOf(PrepareFailure.class)
                        .hasMessageContaining("another cleaning writes to");
                refused.set(true);
            }
        }));

        assertThat(refused).isTrue();
    }

    @Test
    void shouldNoticeThatAnInputChangesWhileItIsCleaned() {
        UnitStore disk = new DurableStore();
        UnitStore meddling = new UnitStore() {
            @Override
            public OutputStream create(Path file) throws IOException {
                Files.writeString(raw.resolve("a.jsonl"), "{\"text\": \"other\"}\n");
                return disk.create(file);
            }

            @Override
            public void publish(Path aside, Path target) throws IOException {
                disk.publish(aside, target);
            }

            @Override
            public void append(Path file, String line) throws IOException {
                disk.append(file, line);
            }
        };

        assertThatThrownBy(() -> run(spec("out", 1, 2000), meddling))
                .isInstanceOf(PrepareFailure.class)
                .hasMessageContaining("a.jsonl has changed since cleaning began");
    }
}
