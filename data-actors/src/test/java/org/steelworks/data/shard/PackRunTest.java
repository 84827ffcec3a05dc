package org.steelworks.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.tokens.TinyTokenizer;
import org.steelworks.data.tokens.Tokenizer;

class PackRunTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private Path tokenizer;
    private Path in;

    @BeforeEach
    void write() throws IOException {
        tokenizer = TinyTokenizer.write(folder.resolve("tok"));
        in = Files.createDirectories(folder.resolve("in"));
    }

    @Test
    void shouldPackDocumentsBehindOneAnother() throws IOException {
        rows("a.jsonl", "ab", "", "hello");

        PackReport report = PackRun.run(spec("out", 4, 3), p -> {});

        // a b END END hell o END, then padding: 12 tokens of 16 bits.
        assertThat(report.index().shards()).hasSize(1);
        ShardIndex.Shard shard = report.index().shards().get(0);
        assertThat(shard.blocks()).isEqualTo(3);
        assertThat(shard.tokens()).isEqualTo(7);
        int end = TinyTokenizer.EOS;
        int pad = TinyTokenizer.PAD;
        assertThat(ids("out", 4))
                .containsExactly('a', 'b', end, end, TinyTokenizer.HELL, 'o', end, pad, pad, pad, pad, pad);
        assertThat(report.documents()).isEqualTo(3);
        assertThat(report.tokens()).isEqualTo(7);
        assertThat(Files.size(folder.resolve("out").resolve(shard.file()))).isEqualTo(24 + 12 * 2);
        assertThat(FileDigest.sha256(folder.resolve("out").resolve(shard.file())))
                .isEqualTo(shard.sha256());
        assertThat(ShardIndex.read(folder.resolve("out"))).isEqualTo(report.index());
    }

    @Test
    void shouldCutASingleShardToWhatIsNeeded() throws IOException {
        rows("a.jsonl", "abcdefgh");
        PackReport report = PackRun.run(spec("out", 4, PackSpec.FIT), p -> {});
        ShardIndex.Shard shard = report.index().shards().get(0);
        assertThat(shard.header().elements()).isEqualTo(12);
        assertThat(FileDigest.sha256(folder.resolve("out").resolve(shard.file())))
                .isEqualTo(shard.sha256());
        assertThat(ids("out", 4))
                .hasSize(12)
                .startsWith('a', 'b')
                .endsWith(TinyTokenizer.EOS, TinyTokenizer.PAD, TinyTokenizer.PAD, TinyTokenizer.PAD);
    }

    @Test
    void shouldNotDependOnThreadsOrPlace() throws IOException {
        Random random = new Random(7);
        for (int f = 0; f < 4; f++) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                texts.add("hello 茶 ".repeat(random.nextInt(12)) + i);
            }
            rows("part" + f + ".jsonl", texts.toArray(String[]::new));
        }
        PackRun.run(
                new PackSpec(
                        List.of(in),
                        tokenizer,
                        folder.resolve("one"),
                        33,
                        64,
                        new PackRules.Corrected(FieldRule.TEXT),
                        1),
                p -> {});
        Path moved = Files.move(in, folder.resolve("elsewhere"));
        PackRun.run(
                new PackSpec(
                        List.of(moved),
                        tokenizer,
                        folder.resolve("many"),
                        33,
                        64,
                        new PackRules.Corrected(FieldRule.TEXT),
                        3),
                p -> {});
        assertThat(contents("many")).hasSizeGreaterThan(5).isEqualTo(contents("one"));
    }

    @Test
    void shouldLoseNothingAndDoubleNothing() throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            texts.add("doc " + i + " " + "x".repeat(i));
        }
        rows("a.jsonl", texts.toArray(String[]::new));
        PackReport report = PackRun.run(spec("out", 16, 7), p -> {});
        List<String> found = new ArrayList<>();
        try (Tokenizer tiny = Tokenizer.open(tokenizer)) {
            List<Integer> document = new ArrayList<>();
            for (int id : ids("out", 16)) {
                if (id == TinyTokenizer.EOS) {
                    found.add(tiny.decode(document.stream().mapToInt(i -> i).toArray(), false));
                    document.clear();
                } else if (id != TinyTokenizer.PAD) {
                    document.add(id);
                }
            }
            assertThat(document).isEmpty();
        }
        assertThat(found).isEqualTo(texts);
        assertThat(report.index().blocks())
                .isEqualTo(7L * report.index().shards().size());
    }

    @Test
    void shouldReadPackedInputsInSortedOrder() throws IOException {
        Files.createDirectories(in.resolve("sub"));
        rows("b.jsonl", "b");
        try (OutputStream gz = new GZIPOutputStream(Files.newOutputStream(in.resolve("a.jsonl.gz")))) {
            gz.write("{\"text\":\"a\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        try (OutputStream zst = new ZstdOutputStream(Files.newOutputStream(in.resolve("sub/c.jsonl.zst")))) {
            zst.write("{\"text\":\"c\"}".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(in.resolve("quarantine.jsonl"), "{\"text\":\"q\"}\n");
        Files.writeString(in.resolve("events.jsonl"), "{\"type\":\"ended\"}\n");
        Files.writeString(in.resolve("notes.txt"), "n");
        List<PackProgress> seen = new ArrayList<>();

        PackReport report = PackRun.run(spec("out", 6, 1), seen::add);

        int end = TinyTokenizer.EOS;
        assertThat(ids("out", 6)).containsExactly('a', end, 'b', end, 'c', end);
        assertThat(report.notes())
                .anyMatch(note -> note.contains("quarantine.jsonl was passed over"))
                .anyMatch(note -> note.contains("events.jsonl was passed over"));
        PackProgress last = seen.get(seen.size() - 1);
        assertThat(last.bytesRead()).isEqualTo(last.bytesTotal()).isPositive();
    }

    @Test
    void shouldQuarantineBadRowsWithPlaceAndReason() throws IOException {
        Files.write(
                in.resolve("a.jsonl"),
                ("{\"text\":\"a\"}\n\n{\"text\":\n{\"txt\":\"b\"}\n{\"text\":7}\n{\"text\":\"\\ud800\"}\n{\"text\":\"c\"}\n")
                        .getBytes(StandardCharsets.UTF_8));

        PackReport report = PackRun.run(spec("out", 4, 1), p -> {});

        assertThat(report.documents()).isEqualTo(2);
        assertThat(report.blankLines()).isEqualTo(1);
        assertThat(report.rejected()).isEqualTo(4);
        assertThat(report.firstRejects())
                .extracting(r -> r.source() + ":" + r.line())
                .containsExactly("a.jsonl:3", "a.jsonl:4", "a.jsonl:5", "a.jsonl:6");
        assertThat(report.firstRejects().get(1).reason()).contains("'text'").contains("'txt'");
        assertThat(report.firstRejects().get(3).reason()).contains("surrogate");
        List<String> lines = Files.readAllLines(folder.resolve("out/quarantine.jsonl"));
        assertThat(lines).hasSize(4);
        assertThat(JSON.readTree(lines.get(1)).path("excerpt").textValue()).isEqualTo("{\"txt\":\"b\"}");
    }

    @Test
    void shouldLeaveOneCompleteFolder() throws IOException {
        rows("a.jsonl", "abc");
        PackRun.run(spec("out", 4, 1), p -> {});
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("index.json", "shard_0000000000.bin", "tokenizer");
        }
        try (Tokenizer copy = Tokenizer.open(folder.resolve("out/tokenizer"))) {
            assertThat(copy.digest())
                    .isEqualTo(ShardIndex.read(folder.resolve("out")).tokenizerDigest());
        }
        assertThatThrownBy(() -> PackRun.run(spec("out", 4, 1), p -> {}))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("index.json")
                .hasMessageContaining("--out");
    }

    @Test
    void shouldBeginAfreshWhereAPackingWasKilled() throws IOException {
        rows("a.jsonl", "abc", "defgh");
        PackRun.run(spec("whole", 4, 1), p -> {});
        Path out = Files.createDirectories(folder.resolve("out"));
        Path aside = Files.createDirectories(out.resolve(".packing"));
        Files.writeString(aside.resolve("shard_0000000001.bin"), "half");
        assertThat(packedAgain()).isEqualTo(contents("whole"));

        Path killedWhileRenaming = Files.move(out, folder.resolve("killed"));
        Files.createDirectories(killedWhileRenaming.resolve(".packing"));
        Files.move(killedWhileRenaming.resolve("index.json"), killedWhileRenaming.resolve(".packing/index.json"));
        Files.move(killedWhileRenaming, out);
        assertThat(packedAgain()).isEqualTo(contents("whole"));

        Files.delete(out.resolve("index.json"));
        Files.createDirectories(aside);
        Files.writeString(aside.resolve("index.json"), "{\"format\": \"ste");
        assertThatThrownBy(this::packedAgain).hasMessageContaining("token files already");
    }

    @Test
    void shouldPublishNothingWhenAnInputIsDamaged() throws IOException {
        rows("a.jsonl", "abc");
        Files.writeString(in.resolve("b.jsonl.gz"), "this is no gzip file");
        assertThatThrownBy(() -> PackRun.run(spec("out", 4, 1), p -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("b.jsonl.gz")
                .hasMessageContaining("cannot be read");
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void shouldSayWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> PackRun.run(spec("out", 4, 1), p -> {})).hasMessageContaining("no *.jsonl");
        Files.writeString(in.resolve("a.jsonl"), "{\"txt\":1}\n");
        assertThatThrownBy(() -> PackRun.run(spec("out", 4, 1), p -> {}))
                .hasMessageContaining("hold no document")
                .hasMessageContaining("1 rows were rejected");
        assertThatThrownBy(() -> spec("out", 1, 1)).hasMessageContaining("--block 1");
        rows("a.jsonl", "abc");
        Path bare = TinyTokenizer.write(folder.resolve("bare"));
        String config = Files.readString(bare.resolve("tokenizer_config.json"));
        Files.writeString(bare.resolve("tokenizer_config.json"), config.replace("\"pad_token\"", "\"unused\""));
        PackSpec padless = new PackSpec(
                List.of(in), bare, folder.resolve("out"), 4, 1, new PackRules.Corrected(FieldRule.TEXT), 1);
        assertThatThrownBy(() -> PackRun.run(padless, p -> {})).hasMessageContaining("names no pad_token");
    }

    private Map<String, String> packedAgain() throws IOException {
        PackRun.run(spec("out", 4, 1), p -> {});
        return contents("out");
    }

    private PackSpec spec(String out, int block, int blocksPerShard) {
        return new PackSpec(
                List.of(in),
                tokenizer,
                folder.resolve(out),
                block,
                blocksPerShard,
                new PackRules.Corrected(FieldRule.TEXT),
                2);
    }

    private void rows(String name, String... texts) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (String text : texts) {
            rows.append(JSON.createObjectNode().put("text", text)).append('\n');
        }
        Files.writeString(in.resolve(name), rows);
    }

    private int[] ids(String out, int block) throws IOException {
        List<Integer> all = new ArrayList<>();
        for (ShardIndex.Shard shard : ShardIndex.read(folder.resolve(out)).shards()) {
            try (MappedShard mapped = MappedShard.open(folder.resolve(out).resolve(shard.file()), block)) {
                int[] ids = new int[block];
                for (long b = 0; b < mapped.blocks(); b++) {
                    mapped.read(b, ids, 0);
                    for (int id : ids) {
                        all.add(id);
                    }
                }
            }
        }
        return all.stream().mapToInt(i -> i).toArray();
    }

    private Map<String, String> contents(String out) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve(out))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                contents.put(file.getFileName().toString(), FileDigest.sha256(file));
            }
        }
        return contents;
    }
}
