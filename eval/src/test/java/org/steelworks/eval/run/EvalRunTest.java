package org.steelworks.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.eval.fixture.TinyExam;
import org.steelworks.eval.fixture.TinyModel;
import org.steelworks.eval.model.ModelDevice;
import org.steelworks.eval.score.ScoreReport;
import org.steelworks.eval.score.TaskScore;
import org.steelworks.eval.task.EvalTask;

class EvalRunTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private EvalSpec spec;

    @BeforeEach
    void prepare() throws IOException {
        Path model = TinyModel.write(folder.resolve("model"));
        Path exam = TinyExam.write(folder.resolve("data/cmmlu"));
        spec = EvalSpec.of(model, List.of(EvalTask.CMMLU), exam.getParent(), folder.resolve("out"));
    }

    @Test
    void scoresAreTheMeansOfTheSamplesFiles() throws IOException {
        ScoreReport report = EvalRun.run(spec, EvalListener.NONE, () -> false, NOON);

        assertThat(report.tasks()).extracting(TaskScore::name).containsExactly("cmmlu_arts", "cmmlu_virology");
        assertThat(report.tasks()).extracting(TaskScore::samples).containsExactly(5L, 3L);
        double sum = 0;
        for (int i = 0; i < 2; i++) {
            double right = 0;
            List<JsonNode> lines = lines(report.samples().get(i));
            for (JsonNode line : lines) {
                boolean agrees = line.path("prediction").equals(line.path("target"));
                assertThat(line.path("acc").asDouble()).isEqualTo(agrees ? 1 : 0);
                right += line.path("acc").asDouble();
            }
            double accuracy = right / lines.size();
            assertThat(report.tasks().get(i).metrics().get("acc")).isEqualTo(accuracy);
            sum += accuracy;
        }
        assertThat(report.headline()).containsEntry("cmmlu", sum / 2);
        assertThat(report.groups())
                .extracting(TaskScore.Group::name)
                .containsExactly("cmmlu", "cmmlu_stem", "cmmlu_humanities");
    }

    @Test
    void filesHaveTheLayoutOfTheHarness() throws IOException {
        ScoreReport report = EvalRun.run(spec, EvalListener.NONE, () -> false, NOON);

        assertThat(report.results().getFileName()).hasToString("results_2026-03-01T12-00-00.000000.json");
        assertThat(report.results().getParent().getFileName().toString()).endsWith("__model");
        JsonNode results = JSON.readTree(report.results().toFile());
        JsonNode arts = results.path("results").path("cmmlu_arts");
        assertThat(arts.path("acc,none").isNumber()).isTrue();
        assertThat(arts.path("acc_stderr,none").isNumber()).isTrue();
        assertThat(arts.path("alias").asText()).isEqualTo("- arts");
        assertThat(results.path("results").path("cmmlu").path("acc,none").isNumber())
                .isTrue();
        assertThat(results.path("group_subtasks").path("cmmlu").toString())
                .isEqualTo("[\"cmmlu_arts\",\"cmmlu_virology\"]");
        assertThat(results.path("n-shot").path("cmmlu_arts").asInt()).isZero();
        assertThat(results.path("n-samples").path("cmmlu_arts").toString())
                .isEqualTo("{\"original\":5,\"effective\":5}");
        assertThat(results.path("higher_is_better")
                        .path("cmmlu_arts")
                        .path("acc")
                        .asBoolean())
                .isTrue();
        assertThat(results.path("versions").has("cmmlu_arts")).isTrue();
        assertThat(results.path("configs").path("cmmlu_arts").path("task").asText())
                .isEqualTo("cmmlu_arts");
        assertThat(results.path("total_evaluation_time_seconds").isTextual()).isTrue();
        for (String key : List.of("groups", "config", "date", "task_hashes", "chat_template_sha", "model_name")) {
            assertThat(results.has(key)).as(key).isTrue();
        }
        JsonNode sample = lines(report.samples().get(0)).get(1);
        assertThat(sample.path("doc_id").asInt()).isEqualTo(1);
        assertThat(sample.path("doc").path("Question").asText()).isEqualTo("红,绿");
        assertThat(sample.path("target").asText()).isEqualTo("A");
        assertThat(sample.path("arguments").path("gen_args_3").path("arg_1").asText())
                .isEqualTo("D");
        assertThat(sample.path("resps")).hasSize(4);
        assertThat(sample.path("doc_hash").asText()).hasSize(64);
        assertThat(report.samples().get(0).getFileName())
                .hasToString("samples_cmmlu_arts_2026-03-01T12-00-00.000000.jsonl");
    }

    @Test
    void aStoppedEvaluationGoesOnToTheSameScores() throws IOException {
        ScoreReport whole = EvalRun.run(spec, EvalListener.NONE, () -> false, NOON);
        EvalSpec other = new EvalSpec(
                spec.model(),
                null,
                spec.tasks(),
                spec.data(),
                folder.resolve("stopped"),
                EvalSpec.ALL,
                0,
                List.of(),
                ModelDevice.cpu(1));
        AtomicInteger done = new AtomicInteger();
        EvalListener counting = (task, count, total) -> done.set((int) count);

        assertThatThrownBy(() -> EvalRun.run(other, counting, () -> done.get() >= 6, NOON))
                .isInstanceOf(EvalStopped.class)
                .hasMessageContaining("after 6 of 8 samples");
        ScoreReport rest = EvalRun.run(other, EvalListener.NONE, () -> false, NOON);

        assertThat(rest.resumed()).isEqualTo(6);
        assertThat(rest.tasks()).isEqualTo(whole.tasks());
        for (int i = 0; i < whole.samples().size(); i++) {
            assertThat(rest.samples().get(i))
                    .hasSameTextualContentAs(whole.samples().get(i));
        }
        try (Stream<Path> journals = Files.list(folder.resolve("stopped/.journal"))) {
            assertThat(journals).isEmpty();
        }
    }

    @Test
    void anAlteredQuestionIsComputedAgain() throws IOException {
        AtomicInteger done = new AtomicInteger();
        assertThatThrownBy(() ->
                        EvalRun.run(spec, (task, count, total) -> done.set((int) count), () -> done.get() >= 7, NOON))
                .isInstanceOf(EvalStopped.class);
        Path arts = spec.data().resolve("cmmlu/test/arts.csv");
        Files.writeString(arts, Files.readString(arts).replace("水", "水是什么"));

        ScoreReport report = EvalRun.run(spec, EvalListener.NONE, () -> false, NOON);

        assertThat(lines(report.samples().get(0)).get(3).path("arguments").toString())
                .contains("水是什么");
    }

    @Test
    void limitAndExamples() throws IOException {
        ScoreReport report = EvalRun.run(spec.withLimit(2).withFewShot(1), EvalListener.NONE, () -> false, NOON);

        assertThat(report.tasks()).extracting(TaskScore::samples).containsExactly(2L, 2L);
        assertThat(report.tasks()).extracting(TaskScore::available).containsExactly(5L, 3L);
        String prompt = lines(report.samples().get(0))
                .get(0)
                .path("arguments")
                .path("gen_args_0")
                .path("arg_0")
                .asText();
        assertThat(prompt).contains("题目：日\nA. 1\nB. 2\nC. 3\nD. 4\n答案是：A\n\n题目：一加一\n");
    }

    @Test
    void aSubjectOfOnesOwnCountsForTheWholeAlone() throws IOException {
        Path exam = spec.data().resolve("cmmlu/test");
        Files.move(exam.resolve("virology.csv"), exam.resolve("alchemy.csv"));

        ScoreReport report = EvalRun.run(spec, EvalListener.NONE, () -> false, NOON);

        assertThat(report.tasks()).extracting(TaskScore::name).containsExactly("cmmlu_alchemy", "cmmlu_arts");
        assertThat(report.groups()).extracting(TaskScore.Group::name).containsExactly("cmmlu", "cmmlu_humanities");
        assertThat(report.notes()).singleElement().asString().contains("alchemy is no subject of CMMLU");
        assertThat(lines(report.samples().get(0)).get(0).path("arguments").toString())
                .contains("以下是关于alchemy的单项选择题");
    }

    @Test
    void promptsPassTheCleaningOperators() throws IOException {
        List<String> mappers = List.of("fix_unicode_mapper", "punctuation_normalization_mapper");
        ScoreReport report = EvalRun.run(spec.withPromptMappers(mappers), EvalListener.NONE, () -> false, NOON);

        String prompt = lines(report.samples().get(0))
                .get(0)
                .path("arguments")
                .path("gen_args_0")
                .path("arg_0")
                .asText();
        assertThat(prompt).startsWith("以下是关于艺术学的单项选择题,请直接给出正确答案的选项.").endsWith("答案是:");
        assertThatThrownBy(() -> EvalRun.run(spec.withPromptMappers(List.of("fix_unicod_mapper")), EvalListener.NONE))
                .hasMessageContaining("fix_unicode_mapper");
        assertThatThrownBy(() -> EvalRun.run(spec.withPromptMappers(List.of("text_length_filter")), EvalListener.NONE))
                .hasMessageContaining("cannot be a prompt mapper");
    }

    @Test
    void perplexityIsTheLossOfTheOriginal() throws IOException {
        TinyShards shards = TinyShards.write(folder.resolve("shards"));
        EvalSpec wanted = new EvalSpec(
                TinyShards.model(folder.resolve("bare")),
                null,
                List.of(EvalTask.PERPLEXITY),
                folder.resolve("shards"),
                folder.resolve("out"),
                EvalSpec.ALL,
                0,
                List.of(),
                ModelDevice.cpu(1));

        TaskScore score = EvalRun.run(wanted, EvalListener.NONE, () -> false, NOON)
                .tasks()
                .get(0);

        // the manifest's bound for the loss of a forward pass against PyTorch
        assertThat(score.metrics().get("loss_per_token")).isCloseTo(shards.loss(), within(6.8e-6));
        assertThat(score.metrics().get("perplexity"))
                .isEqualTo(Math.exp(score.metrics().get("loss")));
        assertThat(score.samples()).isEqualTo(2);
    }

    @Test
    void shardsOfAnotherTokenizerAreRefused() throws IOException {
        TinyShards.write(folder.resolve("shards"));
        EvalSpec wanted = EvalSpec.of(
                spec.model(), List.of(EvalTask.PERPLEXITY), folder.resolve("shards"), folder.resolve("out"));
        assertThatThrownBy(() -> EvalRun.run(wanted, EvalListener.NONE))
                .hasMessageContaining("packed with the tokenizer");
    }

    @Test
    void missingDataAreNamed() {
        EvalSpec nowhere = EvalSpec.of(spec.model(), spec.tasks(), folder.resolve("nowhere"), spec.out());
        assertThatThrownBy(() -> EvalRun.run(nowhere, EvalListener.NONE))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nowhere");
        EvalSpec noShards = EvalSpec.of(spec.model(), List.of(EvalTask.PERPLEXITY), spec.data(), spec.out());
        assertThatThrownBy(() -> EvalRun.run(noShards, EvalListener.NONE)).hasMessageContaining("index.json");
    }

    @Test
    void aQuestionThatTheModelCannotReadIsNamed() throws IOException {
        Path arts = spec.data().resolve("cmmlu/test/arts.csv");
        Files.writeString(arts, Files.readString(arts) + "5," + "长".repeat(90) + ",1,2,3,4,A\n");
        assertThatThrownBy(() -> EvalRun.run(spec, EvalListener.NONE))
                .hasMessageContaining("arts.csv, line 7")
                .hasMessageContaining("max_position_embeddings");
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
