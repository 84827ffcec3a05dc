package org.steelworks.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.corpus.QuickstartCorpus;

/** Our part of the comparisons, with the launcher as a user has it; Python need not be there. */
class DataBenchSystemTest {
    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    private DataComparison.Tools tools() throws Exception {
        return new DataComparison.Tools(TestLauncher.write(folder, 0), null, null);
    }

    private Path tokenizer() throws Exception {
        Path copy = Files.createDirectories(folder.resolve("tokenizer"));
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            try (InputStream in = QuickstartCorpus.class.getResourceAsStream("/quickstart/tokenizer/" + file)) {
                Files.copy(in, copy.resolve(file));
            }
        }
        return copy;
    }

    @Test
    void everyJobWorksThroughTheWholeCorpus() throws Exception {
        BenchCorpus corpus = BenchCorpus.make(folder, 1);
        assertThat(corpus.bytes()).isBetween(1_000_000L, 1_010_000L);

        ObjectNode cleaned = DataComparison.prepare(tools(), corpus, "steel-text-corrected", null, 1, told::add)
                .run(folder);
        Path tokenizer = tokenizer();
        ObjectNode tokens = DataComparison.tokenize(tools(), corpus, tokenizer, 1, told::add)
                .run(folder);
        ObjectNode packed =
                DataComparison.pack(tools(), corpus, tokenizer, 1, told::add).run(folder);

        for (ObjectNode report : List.of(cleaned, tokens, packed)) {
            assertThat(report.path("documents").asLong()).isEqualTo(corpus.documents());
            assertThat(report.path("steel").path("mb_per_second").asDouble()).isPositive();
            assertThat(report.path("steel").path("peak_mib").asLong()).isPositive();
            assertThat(report.path("steel").path("output").path("digest").asText())
                    .hasSize(32);
        }
        for (String two : List.of("steel_two_threads", "steel_two_processes")) {
            assertThat(cleaned.path(two).path("speed_up").asDouble()).isPositive();
            assertThat(cleaned.path(two).path("output").path("same_as_steel").asBoolean())
                    .isTrue();
        }
        assertThat(cleaned.path("steel").path("output").path("documents").asLong())
                .isBetween(1L, corpus.documents());
        assertThat(tokens.path("steel").path("output").path("texts").asLong()).isEqualTo(corpus.documents());
        assertThat(packed.path("steel").path("output").path("blocks").asLong()).isPositive();
        assertThat(told).anyMatch(line -> line.startsWith("pair 1 of 1: steel"));
    }

    @Test
    void aCorpusWithoutTextsIsRefusedWithItsLine() throws Exception {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), "{\"text\":\"a\"}\n{\"body\":\"b\"}\n");

        assertThatThrownBy(() -> BenchCorpus.of(file))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("rows.jsonl line 2")
                .hasMessageContaining("{\"text\"");
    }
}
