package org.steelworks.data.shard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.Goldens;

/** Against files that the original program wrote. */
@Tag("goldens")
class PackGoldenTest {
    private static final String OPEN = "data/step3/open/";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat_p1",
                "chat_p3",
                "starcode_p1",
                "wanjuan_p1",
                "wanjuan_badrow_p1",
                "sky_missing_key_p1",
                "sky_bigchunk_p1"
            })
    void shouldWriteTheOriginalsBytes(String name) throws IOException {
        JsonNode golden = Goldens.json(OPEN + name + ".json");

        PackReport report = PackRun.run(spec(golden, 2), p -> {});

        List<String> expected = new ArrayList<>();
        for (JsonNode bin : golden.path("bins")) {
            String file = bin.path("file").textValue();
            expected.add(file);
            assertThat(folder.resolve("out").resolve(file))
                    .hasSameBinaryContentAs(Goldens.path(OPEN + name + "/" + file));
            assertThat(FileDigest.originalIdentity(folder.resolve("out").resolve(file)))
                    .isEqualTo(bin.path("md5").textValue());
        }
        assertThat(report.index().shards()).extracting(ShardIndex.Shard::file).isEqualTo(expected);
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files.filter(f -> f.toString().endsWith(".bin"))).hasSize(expected.size());
        }
    }

    @Test
    void shouldReportWhatTheOriginalLost() throws IOException {
        PackReport bad = PackRun.run(spec(Goldens.json(OPEN + "wanjuan_badrow_p1.json"), 1), p -> {});
        assertThat(bad.firstRejects()).anyMatch(r -> r.line() == 6 && r.reason().contains("neither 'content' nor"));
        assertThat(bad.firstRejects()).anyMatch(r -> r.reason().contains("1 accepted rows before it"));
    }

    @Test
    void shouldReadTheOriginalsBlocks() throws IOException {
        JsonNode golden = Goldens.json(OPEN + "chat_p1.json");
        for (JsonNode bin : golden.path("bins")) {
            Path file = Goldens.path(OPEN + "chat_p1/" + bin.path("file").textValue());
            try (MappedShard shard = MappedShard.open(file, 65, 65 * 4 * 3)) {
                for (int b = 0; b < bin.path("blocks").size(); b++) {
                    int[] ids = new int[65];
                    shard.read(b, ids, 0);
                    JsonNode block = bin.path("blocks").get(b);
                    if (block.isNull()) {
                        assertThat(ids).containsOnly(151_643);
                    } else {
                        assertThat(ids).isEqualTo(Goldens.ints(block));
                    }
                }
            }
        }
    }

    private PackSpec spec(JsonNode golden, int parallelism) throws IOException {
        List<Path> inputs = new ArrayList<>();
        for (JsonNode file : golden.path("file_order_after_shuffle")) {
            inputs.add(Goldens.path(OPEN + "src/" + file.textValue()));
        }
        return new PackSpec(
                inputs,
                Goldens.path("tokenizer"),
                folder.resolve("out"),
                golden.path("block_size").asInt() + 1,
                golden.path("blocks_in_a_chunck").asInt(),
                new PackRules.Original(
                        SourceSet.of(golden.path("set_name").textValue()),
                        golden.path("process_num").asInt(),
                        golden.path("cache_lines_num").asInt()),
                parallelism);
    }
}
