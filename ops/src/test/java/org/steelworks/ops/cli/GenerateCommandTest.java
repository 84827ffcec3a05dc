package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.tensor.DType;
import org.steelworks.core.tensor.HostTensor;
import org.steelworks.core.tensor.Shape;

class GenerateCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyModel.write(folder.resolve("model"));
    }

    @Test
    void idsGiveOneObjectPerPrompt() throws IOException {
        Path ids = write("ids.json", "[[1,2,3],[4,5]]");
        CliRun run = CliRun.of(
                "generate", "--model", model, "--ids", ids, "--greedy", "--max-new-tokens", 4, "--ignore-eos");

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode second = JSON.readTree(lines.get(1));
        assertThat(second.path("prompt_ids").toString()).isEqualTo("[4,5]");
        assertThat(second.path("ids")).hasSize(4);
        assertThat(second.path("finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void promptsAsJsonLinesObjectsOrOneList() throws IOException {
        String list = ids(write("a.json", "[1, 2,\n 3]\n"));
        assertThat(ids(write("b.jsonl", "{\"ids\":[1,2,3]}\n"))).isEqualTo(list);
        assertThat(ids(write("c.jsonl", "{\"input_ids\":[1,2,3]}\n\n{\"ids\":[1,2,3]}\n")))
                .isEqualTo(list + list);
        Path tensor = folder.resolve("t.safetensors");
        ByteBuffer three = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        three.putInt(1).putInt(2).putInt(3).flip();
        TensorFile.write(tensor, List.of(new HostTensor("input_ids", DType.I32, Shape.of(1, 3), three)));
        assertThat(ids(tensor)).isEqualTo(list);
        ByteBuffer wide = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        wide.putLong(1).putLong(2).putLong(3).flip();
        TensorFile.write(tensor, List.of(new HostTensor("input_ids", DType.I64, Shape.of(3), wide)));
        assertThat(ids(tensor)).isEqualTo(list);
        wide.putLong(0, 1L << 40);
        TensorFile.write(tensor, List.of(new HostTensor("input_ids", DType.I64, Shape.of(3), wide)));
        assertThat(CliRun.of("generate", "--model", model, "--ids", tensor, "--greedy")
                        .err())
                .contains("input_ids holds 1099511627776");
        TensorFile.write(tensor, List.of(new HostTensor("ids", DType.I64, Shape.of(3), wide)));
        assertThat(CliRun.of("generate", "--model", model, "--ids", tensor, "--greedy")
                        .err())
                .contains("a tensor input_ids of shape [S] or [prompts, S] is needed");
        assertThat(CliRun.of("generate", "--model", model, "--ids", write("d.json", "[1, \"x\"]"), "--greedy")
                        .err())
                .contains("d.json")
                .contains("id 1 is \"x\"");
        assertThat(CliRun.of("generate", "--model", model, "--ids", write("e.json", "[1, 2"), "--greedy")
                        .err())
                .contains("e.json");
        assertThat(CliRun.of("generate", "--model", model, "--ids", write("f.json", "[999]"), "--greedy")
                        .err())
                .contains("id 999")
                .contains("vocab_size 512");
        assertThat(CliRun.of("generate", "--model", model, "--ids", folder.resolve("none"))
                        .exitCode())
                .isEqualTo(4);
        CliRun tokenizer = CliRun.of("generate", "--model", model, "--prompt", "a", "--tokenizer", "/nowhere");
        assertThat(tokenizer.exitCode()).isEqualTo(4);
        assertThat(tokenizer.err()).contains("/nowhere: there is no such folder");
    }

    private String ids(Path file) {
        CliRun run = CliRun.of("generate", "--model", model, "--ids", file, "--greedy", "--max-new-tokens", 3);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void textGoesToStandardOutputAsItIsWritten() throws IOException {
        CliRun text = CliRun.of(
                "generate",
                "--model",
                model,
                "--prompt",
                "hello",
                "--max-new-tokens",
                8,
                "--temperature",
                1,
                "--seed",
                3);
        CliRun json = CliRun.of(
                "generate",
                "--model",
                model,
                "--prompt",
                "hello",
                "--max-new-tokens",
                8,
                "--temperature",
                1,
                "--seed",
                3,
                "--json");
        CliRun input = CliRun.withInput(
                "hello",
                "generate",
                "--model",
                model,
                "--prompt",
                "-",
                "--max-new-tokens",
                8,
                "--temperature",
                1,
                "--seed",
                3);

        assertThat(text.exitCode()).as(text.err()).isZero();
        JsonNode object = JSON.readTree(json.out());
        assertThat(object.path("prompt_ids").toString()).isEqualTo("[258,111]");
        assertThat(text.out()).isEqualTo(object.path("text").asText() + System.lineSeparator());
        assertThat(input.out()).isEqualTo(text.out());
    }

    @Test
    void drawsDependOnTheSeedAlone() {
        Object[] first = {
            "generate",
            "--model",
            model,
            "--prompt",
            "ab",
            "--temperature",
            1,
            "--max-new-tokens",
            20,
            "--json",
            "--ignore-eos",
            "--seed",
            1
        };
        Object[] second = first.clone();
        second[second.length - 1] = 2;
        assertThat(CliRun.of(first).out()).isEqualTo(CliRun.of(first).out());
        assertThat(CliRun.of(first).out()).isNotEqualTo(CliRun.of(second).out());
    }

    @Test
    void stopsBehindAGivenToken() throws IOException {
        Path ids = write("ids.json", "[1,2,3]");
        JsonNode free =
                JSON.readTree(CliRun.of("generate", "--model", model, "--ids", ids, "--greedy", "--max-new-tokens", 9)
                        .out());
        int third = free.path("ids").get(2).asInt();
        JsonNode stopped = JSON.readTree(CliRun.of(
                        "generate",
                        "--model",
                        model,
                        "--ids",
                        ids,
                        "--greedy",
                        "--max-new-tokens",
                        9,
                        "--stop-id",
                        third)
                .out());
        assertThat(stopped.path("finish_reason").asText()).isEqualTo("stop_token");
        assertThat(stopped.path("ids").size()).isLessThanOrEqualTo(3);
        assertThat(stopped.path("ids").get(stopped.path("ids").size() - 1).asInt())
                .isEqualTo(third);
    }

    @Test
    void contradictionsAreRefused() throws IOException {
        Path ids = write("ids.json", "[1]");
        assertThat(CliRun.of("generate", "--model", model, "--prompt", "a", "--greedy", "--top-k", 3)
                        .err())
                .contains("--greedy takes the most likely token");
        assertThat(CliRun.of("generate", "--model", model, "--ids", ids, "--chat")
                        .exitCode())
                .isEqualTo(2);
        assertThat(CliRun.of("generate", "--model", model, "--ids", ids, "--prompt", "a")
                        .exitCode())
                .isEqualTo(2);
        CliRun negative = CliRun.of("generate", "--model", model, "--prompt", "a", "--temperature", -1);
        assertThat(negative.exitCode()).isEqualTo(2);
        assertThat(negative.err()).contains("temperature -1.0");
        CliRun foreign = CliRun.of(
                "generate",
                "--model",
                model,
                "--prompt",
                "a",
                "--tokenizer",
                TinyModel.home().resolve("data-actors/src/main/resources/quickstart/tokenizer"));
        assertThat(foreign.exitCode()).isEqualTo(1);
        assertThat(foreign.err()).contains("vocab_size 512").contains("--tokenizer");
        CliRun longPrompt = CliRun.of("generate", "--model", model, "--prompt", "x".repeat(300));
        assertThat(longPrompt.exitCode()).isEqualTo(2);
        assertThat(longPrompt.err()).contains("300 tokens").contains("max_position_embeddings is 256");
    }

    @Test
    void aChatAnswers() {
        CliRun run = CliRun.of(
                "generate",
                "--model",
                model,
                "--prompt",
                "hi",
                "--chat",
                "--system",
                "s",
                "--greedy",
                "--max-new-tokens",
                2);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
