package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void thereAndBack() {
        CliRun ids = CliRun.withInput(
                "{\"text\":\"hello\\n<|im_end|>\"}\n{\"text\":\"\"}", "tokenize", "--tokenizer", TinyModel.tokenizer());

        assertThat(ids.exitCode()).as(ids.err()).isZero();
        assertThat(ids.out()).isEqualTo("{\"ids\":[258,111,10,261]}\n{\"ids\":[]}\n");
        CliRun text = CliRun.withInput(ids.out(), "tokenize", "--decode", "--tokenizer", TinyModel.tokenizer());
        assertThat(text.out()).isEqualTo("{\"text\":\"hello\\n<|im_end|>\"}\n{\"text\":\"\"}\n");
    }

    @Test
    void manyLinesStayInOrderWhateverTheThreads() {
        String input = IntStream.range(0, 20_000)
                .mapToObj(i -> "{\"text\":\"" + i + "\"}\n")
                .collect(Collectors.joining());
        String expected = IntStream.range(0, 20_000)
                .mapToObj(i -> "{\"ids\":["
                        + Integer.toString(i)
                                .chars()
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(","))
                        + "]}\n")
                .collect(Collectors.joining());
        for (int threads : new int[] {1, 3}) {
            CliRun run =
                    CliRun.withInput(input, "tokenize", "--tokenizer", TinyModel.tokenizer(), "--threads", threads);
            assertThat(run.out()).isEqualTo(expected);
        }
    }

    @Test
    void wrongLinesAreNamedByNumber() {
        assertThat(failure("{\"text\":\"a\"}\n{\"text\":\n")).contains("standard input, line 2: is not JSON");
        assertThat(failure("\n")).contains("line 1");
        assertThat(failure("{\"txt\":\"a\"}\n")).contains("line 1: has no \"text\"");
        assertThat(failure("{\"text\":\"\\ud800\"}\n")).contains("line 1").contains("surrogate");
        CliRun latin = CliRun.withInput(
                "{\"text\":\"a\"}\n{\"text\":\"caf\u00E9\"}\n".getBytes(StandardCharsets.ISO_8859_1),
                "tokenize",
                "--tokenizer",
                TinyModel.tokenizer());
        assertThat(latin.exitCode()).isEqualTo(1);
        assertThat(latin.err()).contains("line 2: is not UTF-8");
        CliRun outside =
                CliRun.withInput("{\"ids\":[1,262]}", "tokenize", "--decode", "--tokenizer", TinyModel.tokenizer());
        assertThat(outside.err()).contains("line 1: id 1 is 262").contains("from 0 to 261");
    }

    @Test
    void aMissingTokenizerIsNamed() {
        CliRun run = CliRun.withInput("", "tokenize", "--tokenizer", folder.resolve("none"));
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(CliRun.withInput("", "tokenize", "--tokenizer", folder).err())
                .contains(folder.toString());
    }

    private static String failure(String input) {
        CliRun run = CliRun.withInput(input, "tokenize", "--tokenizer", TinyModel.tokenizer());
        assertThat(run.exitCode()).isEqualTo(1);
        return run.err();
    }
}
