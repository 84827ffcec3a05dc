package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.corpus.QuickstartCorpus;

/** What the README tells a newcomer to type for a text of their own, in order, with the recipe it ships. */
@Timeout(180)
class OwnTextSystemTest {
    private static final Path EXAMPLES = Path.of("../docs/examples");

    @TempDir
    private Path folder;

    private String steel(String... arguments) {
        CliRun run = CliRun.of(arguments);
        assertThat(run.exitCode())
                .as(String.join(" ", arguments) + "\n" + run.err())
                .isZero();
        return run.out();
    }

    @Test
    void shouldTrainOnATextAndExportAndGenerateWithItsTokenizer() throws Exception {
        Path my = Files.createDirectories(folder.resolve("my"));
        for (String file : List.of("own-text.yaml", "own-text.json")) {
            Files.copy(EXAMPLES.resolve(file), my.resolve(file));
        }
        tokenizer(my.resolve("tokenizer"));
        texts(folder.resolve("texts/a.jsonl"));

        String clean = my.resolve("clean").toString();
        steel(
                "prepare",
                "--in",
                folder.resolve("texts").toString(),
                "--recipe",
                "steel-text-corrected",
                "--out",
                clean);
        String shards = my.resolve("shards").toString();
        steel("pack", "--in", clean, "--tokenizer", my + "/tokenizer", "--out", shards, "--block", "257");
        String run = my.resolve("run").toString();
        steel("train", my + "/own-text.yaml", "--dir", run, "--workers", "1", "--set", "train.steps=2");
        String model =
                steel("export", run, "--out", my.resolve("model").toString()).strip();

        assertThat(Path.of(model)).isDirectoryContaining(file -> file.endsWith("tokenizer.json"));
        String written = steel("generate", "--model", model, "--prompt", "春天", "--max-new-tokens", "4", "--greedy");
        assertThat(steel("generate", "--model", run, "--prompt", "春天", "--max-new-tokens", "4", "--greedy"))
                .isEqualTo(written);
    }

    @Test
    void shouldRefuseToTrainWithATokenizerThatDidNotPackTheShards() throws Exception {
        Path my = Files.createDirectories(folder.resolve("my"));
        for (String file : List.of("own-text.yaml", "own-text.json")) {
            Files.copy(EXAMPLES.resolve(file), my.resolve(file));
        }
        tokenizer(my.resolve("tokenizer"));
        texts(my.resolve("texts.jsonl"));
        steel(
                "pack",
                "--in",
                my.resolve("texts.jsonl").toString(),
                "--tokenizer",
                my.resolve("tokenizer").toString(),
                "--out",
                my.resolve("shards").toString(),
                "--block",
                "257");
        Path file = my.resolve("tokenizer/tokenizer.json");
        ObjectNode tokenizer = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        ArrayNode merges = (ArrayNode) tokenizer.get("model").get("merges");
        merges.remove(merges.size() - 1);
        Files.writeString(file, tokenizer.toString());

        CliRun run = CliRun.of(
                "train",
                my.resolve("own-text.yaml").toString(),
                "--dir",
                my.resolve("run").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("packed with another tokenizer").doesNotContain("\tat ");
    }

    private static void tokenizer(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            try (InputStream in = QuickstartCorpus.class.getResourceAsStream("/quickstart/tokenizer/" + file)) {
                Files.copy(in, folder.resolve(file));
            }
        }
    }

    private static void texts(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add("{\"text\": \"春天来了, 第 " + i + " 个故事: 花园里的苹果树开了花, 孩子们在树下读书. " + "In spring the garden has "
                    + (i + 2) + " apple trees, and children read stories below them.\"}");
        }
        Files.write(file, lines);
    }
}
