package org.steelworks.data.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.RandomTexts;

/** What holds for every raw format on every file, however broken; a new format is taken up by itself. */
final class EveryRawReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 5000;

    /** Keys inside of the lists of records. */
    private static final List<String> INNER =
            List.of("title", "content", "from", "value", "human", "assistant", "upvotes", "text");

    private static final List<String> WORDS =
            List.of("human", "assistant", "\u8D5E\u540C 120", "{\"upvotes\": \"\u8D5E\u540C 120\"}", "", "[", "99");

    @TempDir
    private Path folder;

    static Stream<RawFormat> decided() {
        return Arrays.stream(RawFormat.values()).filter(format -> format != RawFormat.AUTO);
    }

    @ParameterizedTest
    @MethodSource("decided")
    void shouldMakeATextOrAReasonOfEveryRecord(RawFormat format) {
        AtomicReference<String> at = new AtomicReference<>();
        int[] texts = {0};
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int round = 0; round < 600; round++) {
                        Random random = new Random(round);
                        at.set(format + ", round " + round);
                        byte[] record = record(format, random);
                        for (ReadingRules rules : ReadingRules.values()) {
                            RawParser parser = format.parser(rules, TextField.TEXT);
                            RawRecord read = parser.parse(new RawLine(1 + round % 2, 0, record, "", false));
                            check(read, at.get());
                            texts[0] += read instanceof RawRecord.Text ? 1 : 0;
                            assertThat(parser.parse(new RawLine(1 + round % 2, 0, record.clone(), "", false)))
                                    .as(at.get())
                                    .isEqualTo(read);
                        }
                    }
                },
                at::get);
        // not only refusals are looked at
        assertThat(texts[0]).isGreaterThan(10);
    }

    private static void check(RawRecord read, String at) {
        if (read instanceof RawRecord.Text text) {
            assertThat(new String(text.text().getBytes(UTF_8), UTF_8)).as(at).isEqualTo(text.text());
        } else if (read instanceof RawRecord.Skipped skipped) {
            assertThat(skipped.reason()).as(at).isNotEmpty();
        } else if (read instanceof RawRecord.Malformed malformed) {
            assertThat(malformed.reason()).as(at).isNotEmpty();
        } else {
            assertThat(read).as(at).isInstanceOf(RawRecord.NoText.class);
        }
    }

    /** Mostly a record of the format with odd values, now and then damaged or something else. */
    private static byte[] record(RawFormat format, Random random) {
        if (format.isPlainText() || random.nextInt(12) == 0) {
            return RandomTexts.of(random, random.nextInt(100)).getBytes(UTF_8);
        }
        ObjectNode record = JSON.createObjectNode();
        for (String key : format.columns(TextField.TEXT)) {
            if (random.nextInt(15) > 0) {
                putValue(record, key, random, 0);
            }
        }
        byte[] bytes = record.toString().getBytes(UTF_8);
        if (random.nextInt(8) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static void putValue(ObjectNode record, String key, Random random, int depth) {
        JsonNodeFactory nodes = JSON.getNodeFactory();
        boolean list = key.startsWith("conversation") || key.equals("sections");
        int kind = random.nextInt(12);
        if (kind == 0) {
            record.putNull(key);
        } else if (kind == 1) {
            record.set(key, nodes.numberNode(random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian() * 100));
        } else if (depth < 2 && (kind == 2 || list)) {
            ArrayNode items = record.putArray(key);
            for (int i = random.nextInt(4); i > 0; i--) {
                ObjectNode item = items.addObject();
                for (String inner : INNER) {
                    if (random.nextInt(10) > 0) {
                        putValue(item, inner, random, depth + 1);
                    }
                }
            }
        } else if (kind == 3) {
            record.put(key, WORDS.get(random.nextInt(WORDS.size())));
        } else {
            record.put(key, key.equals("METADATA") ? WORDS.get(3) : RandomTexts.of(random, random.nextInt(60)));
        }
    }

    @ParameterizedTest
    @EnumSource(ReadingRules.class)
    void shouldGiveTheSameRecordsHoweverTheFileIsCut(ReadingRules rules) throws IOException {
        for (int round = 0; round < 60; round++) {
            Random random = new Random(round);
            byte[] content = lines(random);
            Path file = Files.write(folder.resolve("a.jsonl"), content);
            List<RawLine> whole = read(file, Container.LINES, rules, 0, Long.MAX_VALUE);
            List<String> parts = new ArrayList<>();
            for (long from = 0; from < content.length; ) {
                long to = Math.min(content.length, from + 1 + random.nextInt(300));
                read(file, Container.LINES, rules, from, to).forEach(line -> parts.add(described(line)));
                from = to;
            }
            assertThat(parts)
                    .as("round %d", round)
                    .isEqualTo(whole.stream().map(EveryRawReaderTest::described).toList());
        }
    }

    private static String described(RawLine line) {
        return new String(line.bytes(), UTF_8) + line.problem();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.jsonl.tar.gz", "a.parquet"})
    void shouldReadDamagedFilesToAnEnd(String name) throws IOException {
        AtomicReference<String> at = new AtomicReference<>();
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int round = 0; round < 80; round++) {
                        Random random = new Random(round);
                        Path file = Files.write(folder.resolve(name), damaged(name, random));
                        for (Container container : containers(name)) {
                            for (ReadingRules rules : ReadingRules.values()) {
                                at.set(name + " as " + container + ", " + rules + ", round " + round);
                                for (RawLine line : read(file, container, rules, 0, Long.MAX_VALUE)) {
                                    assertThat(line.bytes().length).as(at.get()).isLessThanOrEqualTo(LONGEST);
                                    check(
                                            RawFormat.JSONL
                                                    .parser(rules, TextField.TEXT)
                                                    .parse(line),
                                            at.get());
                                }
                            }
                        }
                    }
                },
                at::get);
    }

    private static List<Container> containers(String name) {
        return name.endsWith(".parquet")
                ? List.of(Container.TABLE)
                : name.contains(".tar")
                        ? List.of(Container.ARCHIVE)
                        : List.of(Container.LINES, Container.PARAGRAPHS, Container.ARRAY);
    }

    private List<RawLine> read(Path file, Container container, ReadingRules rules, long from, long to)
            throws IOException {
        return RecordSources.all(OpenRecords.open(
                        file,
                        file.getFileName().toString(),
                        container,
                        List.of("text"),
                        new Reading(from, to, LONGEST, rules))
                .records());
    }

    private static byte[] lines(Random random) {
        StringBuilder text = new StringBuilder();
        boolean array = random.nextInt(4) == 0;
        text.append(array ? "[" : random.nextInt(4) == 0 ? "\uFEFF" : "");
        for (int i = random.nextInt(12); i >= 0; i--) {
            if (random.nextInt(6) == 0) {
                text.append(RandomTexts.of(random, random.nextInt(random.nextInt(9) == 0 ? 9000 : 50)));
            } else {
                text.append(JSON.createObjectNode().put("text", RandomTexts.of(random, random.nextInt(60))));
            }
            text.append(array && i > 0 ? "," : "")
                    .append(List.of("\n", "\n", "\r\n", "\r", "\n\n", "\n \n").get(random.nextInt(6)));
        }
        return text.append(array ? "]" : "").toString().getBytes(UTF_8);
    }

    private static byte[] damaged(String name, Random random) throws IOException {
        byte[] bytes;
        if (name.endsWith(".parquet")) {
            List<String> tables = List.of("none-v1", "gzip-v2", "lz4", "snappy-v1", "snappy-v2", "zstd-v1", "zstd-v2");
            bytes = Files.readAllBytes(
                    RecordSources.resource("text-" + tables.get(random.nextInt(tables.size())) + ".parquet"));
        } else if (name.contains(".tar")) {
            bytes = Files.readAllBytes(
                    RecordSources.resource((random.nextBoolean() ? "gnu" : "pax") + ".jsonl.tar.gz"));
        } else {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = name.endsWith(".gz")
                    ? new GZIPOutputStream(packed)
                    : name.endsWith(".zst") ? new ZstdOutputStream(packed) : packed) {
                out.write(lines(random));
            }
            bytes = packed.toByteArray();
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }
}
