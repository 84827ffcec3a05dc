package org.steelworks.data.raw;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.steelworks.data.raw.RecordSources.all;
import static org.steelworks.data.raw.RecordSources.problems;
import static org.steelworks.data.raw.RecordSources.resource;
import static org.steelworks.data.raw.RecordSources.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On tables that pyarrow wrote: 40 rows in groups of 15, 15 and 10, several pages a group, page checksums. */
class TableSourceTest {
    private static final String PLAIN = "text-none-v1.parquet";
    private static final String[] COLUMNS = {"text", "n", "ratio", "flag", "same"};

    @TempDir
    Path folder;

    private static String text(int row) {
        return "row " + row + ", invented text: 山水 \"quoted\"\\ \n\ttab \1 end";
    }

    private Path damaged(String name, int at, String by) throws IOException {
        byte[] bytes = Files.readAllBytes(resource(name));
        byte[] put = by.getBytes(UTF_8);
        System.arraycopy(put, 0, bytes, at, put.length);
        return Files.write(folder.resolve("damaged.parquet"), bytes);
    }

    private static int find(String name, String text) throws IOException {
        return new String(Files.readAllBytes(resource(name)), ISO_8859_1).indexOf(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text-none-v1.parquet",
                "text-snappy-v1.parquet",
                "text-snappy-v2.parquet",
                "text-gzip-v1.parquet",
                "text-gzip-v2.parquet",
                "text-zstd-v1.parquet",
                "text-zstd-v2.parquet"
            })
    void shouldReadEveryRowAsAnObject(String name) throws IOException {
        List<RawLine> read = all(resource(name), Container.TABLE, ReadingRules.CORRECTED, COLUMNS);

        assertThat(problems(read)).isEmpty();
        assertThat(read).hasSize(40);
        JsonMapper json = new JsonMapper();
        for (int i = 0; i < 40; i++) {
            assertThat(read.get(i).number()).isEqualTo(i + 1);
            JsonNode row = json.readTree(read.get(i).bytes());
            assertThat(row.path("text").textValue()).isEqualTo(i == 7 ? null : text(i));
            assertThat(row.path("n").intValue()).isEqualTo(i);
            assertThat(row.path("ratio").isNull()).isEqualTo(i % 3 == 0);
            assertThat(row.path("ratio").asDouble()).isEqualTo(i % 3 == 0 ? 0 : i / 2.0);
            assertThat(row.path("flag").booleanValue()).isEqualTo(i % 2 == 0);
            assertThat(row.path("same").textValue()).isEqualTo("same");
        }
    }

    @Test
    void shouldReadTheWantedColumnsAlone() throws IOException {
        assertThat(texts(all(resource(PLAIN), Container.TABLE, ReadingRules.CORRECTED, "n", "none")))
                .startsWith("{\"n\":0}", "{\"n\":1}");
    }

    @Test
    void shouldGiveEveryRowGroupToExactlyOneOfTheRangesOfAFile() throws IOException {
        Path file = resource("text-zstd-v1.parquet");
        List<String> whole = texts(all(file, Container.TABLE, ReadingRules.CORRECTED, COLUMNS));
        long bytes = Files.size(file);
        for (long length : new long[] {1, 7, 100, 900, 1500, bytes, bytes + 1}) {
            List<String> found = new ArrayList<>();
            for (long start = 0; start < bytes; start += length) {
                Reading part = new Reading(start, Math.min(bytes, start + length), 1 << 20, ReadingRules.CORRECTED);
                found.addAll(texts(all(OpenRecords.open(file, "a.parquet", Container.TABLE, List.of(COLUMNS), part)
                        .records())));
            }
            assertThat(found).as("ranges of %d bytes", length).isEqualTo(whole);
        }
    }

    @Test
    void shouldSayOnceWhyNothingOfATableCanBeRead() throws IOException {
        byte[] whole = Files.readAllBytes(resource(PLAIN));
        Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));

        List<RawLine> read = all(cut, Container.TABLE, ReadingRules.CORRECTED, "text");
        assertThat(read).singleElement().satisfies(record -> {
            assertThat(record.problem()).contains("does not end as one");
            assertThat(record.number()).isZero();
            assertThat(record.last()).isTrue();
        });
        Reading second = new Reading(500, 1000, 1 << 20, ReadingRules.CORRECTED);
        assertThat(all(OpenRecords.open(cut, "cut.parquet", Container.TABLE, List.of("text"), second)
                        .records()))
                .isEmpty();
        assertThat(problems(all(resource(PLAIN), Container.TABLE, ReadingRules.CORRECTED, "txt")))
                .containsExactly("the table has none of the columns [txt] but [text, n, ratio, flag, tags, same]");
        assertThat(problems(all(resource(PLAIN), Container.TABLE, ReadingRules.CORRECTED, "tags")))
                .singleElement()
                .asString()
                .startsWith("column \"tags\" holds lists or structures");
    }

    @Test
    void shouldLoseTheRestOfADamagedRowGroupAlone() throws IOException {
        Path file = damaged(PLAIN, find(PLAIN, "row 20"), "ROW");

        List<RawLine> read = all(file, Container.TABLE, ReadingRules.CORRECTED, "text", "n");

        assertThat(problems(read)).singleElement().asString().startsWith("a page is damaged (its checksum is wrong); ");
        RawLine bad =
                read.stream().filter(r -> !r.problem().isEmpty()).findFirst().orElseThrow();
        assertThat(bad.number()).isBetween(16L, 21L);
        assertThat(bad.problem()).contains(31 - bad.number() + " rows from here to the end");
        assertThat(read.get(read.size() - 10).number()).isEqualTo(31);
        assertThat(texts(read).get(read.size() - 1)).contains("row 39");
    }

    @Test
    void shouldGiveUpAWholeTableByTheOriginalsRules() throws IOException {
        Path file = damaged(PLAIN, find(PLAIN, "row 20"), "ROW");

        assertThat(all(file, Container.TABLE, ReadingRules.COMPAT, "text", "n"))
                .singleElement()
                .satisfies(record -> assertThat(record.problem()).contains("checksum"));
        assertThat(all(resource(PLAIN), Container.TABLE, ReadingRules.COMPAT, "text"))
                .hasSize(40);
    }

    @Test
    void shouldNameACodecThatItLacks() throws IOException {
        assertThat(problems(all(resource("text-lz4.parquet"), Container.TABLE, ReadingRules.CORRECTED, "text")))
                .first()
                .asString()
                .startsWith("pages packed by LZ4_RAW cannot be read; write the table anew");
    }

    @Test
    void shouldPassOverARowThatIsTooLong() throws IOException {
        Reading reading = Reading.whole(4, ReadingRules.CORRECTED);
        List<RawLine> read =
                all(OpenRecords.open(resource(PLAIN), PLAIN, Container.TABLE, List.of("text", "n"), reading)
                        .records());

        assertThat(read).hasSize(40);
        assertThat(read.get(0).problem()).isEqualTo("the row has 68 bytes, more than 4");
        assertThat(read.get(7).problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text-none-v1.parquet", "text-snappy-v2.parquet", "text-gzip-v2.parquet", "text-zstd-v1.parquet"
            })
    void shouldSurviveAnyFlippedByte(String name) throws IOException {
        byte[] whole = Files.readAllBytes(resource(name));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < whole.length; i++) {
            byte[] bytes = whole.clone();
            bytes[i] ^= (byte) (1 + random.nextInt(255));
            Path file = Files.write(folder.resolve("flipped.parquet"), bytes);
            assertThat(all(file, Container.TABLE, ReadingRules.CORRECTED, COLUMNS))
                    .as("byte %d", i)
                    .hasSizeLessThan(200);
        }
    }
}
