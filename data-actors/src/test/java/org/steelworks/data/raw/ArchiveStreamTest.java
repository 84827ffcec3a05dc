package org.steelworks.data.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.steelworks.data.raw.RecordSources.all;
import static org.steelworks.data.raw.RecordSources.problems;
import static org.steelworks.data.raw.RecordSources.resource;
import static org.steelworks.data.raw.RecordSources.texts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On archives that Python's tarfile wrote. */
class ArchiveStreamTest {
    @TempDir
    Path folder;

    private static List<RawLine> read(Path archive) throws IOException {
        return all(archive, Container.ARCHIVE, ReadingRules.CORRECTED);
    }

    private static byte[] unpacked(Path archive) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
            return in.readAllBytes();
        }
    }

    private Path packed(byte[] tar) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(tar);
        }
        return Files.write(folder.resolve("made.jsonl.tar.gz"), bytes.toByteArray());
    }

    @Test
    void shouldGiveTheLinesOfAllJsonlFiles() throws IOException {
        List<String> expected = new ArrayList<>(List.of("{\"a\":1}", "{\"a\":2}", "{\"a\":3}"));
        expected.addAll(Collections.nCopies(200, "{\"a\":4}"));

        List<RawLine> read = read(resource("pax.jsonl.tar.gz"));

        assertThat(texts(read)).isEqualTo(expected);
        assertThat(read.get(202).number()).isEqualTo(203);
        assertThat(texts(read(resource("gnu.jsonl.tar.gz")))).containsExactly("{\"a\":3}", "{\"a\":4}");
    }

    @Test
    void shouldTakeTheLengthOfAnEntryThatIsTooLongForItsHeader() throws IOException {
        assertThat(texts(read(resource("size.jsonl.tar.gz"))))
                .containsExactly("{\"a\":5}", "{\"a\":6}", "{\"b\":5}", "{\"b\":6}");
    }

    @Test
    void shouldSayThatAnArchiveHoldsNoRecords() throws IOException {
        assertThat(problems(read(resource("none.jsonl.tar.gz"))))
                .containsExactly("the archive holds no file that ends in .jsonl");
        assertThat(problems(
                        read(packed("{\"content\":\"no archive\"}\n".repeat(100).getBytes(UTF_8)))))
                .containsExactly("this is no tar archive, or a damaged one: an entry's header is none; the rest was"
                        + " not read");
    }

    @Test
    void shouldKeepTheLinesBeforeTheEndOfATruncatedArchive() throws IOException {
        byte[] tar = unpacked(resource("pax.jsonl.tar.gz"));
        int last = 0;
        for (int i = 0; i < tar.length; i++) {
            last = tar[i] == '4' ? i : last;
        }

        List<RawLine> read = read(packed(Arrays.copyOf(tar, last)));

        assertThat(problems(read)).containsExactly("the archive ends in the middle of an entry; the rest was not read");
        assertThat(read.size()).isBetween(200, 204);
        assertThat(texts(read).get(0)).isEqualTo("{\"a\":1}");
    }

    @Test
    void shouldSurviveAnyFlippedByte() throws IOException {
        byte[] tar = unpacked(resource("gnu.jsonl.tar.gz"));
        for (int i = 0; i < tar.length; i += 3) {
            byte[] damaged = tar.clone();
            damaged[i] ^= 0x5A;
            assertThat(read(packed(damaged))).as("byte %d", i).hasSizeLessThan(10);
        }
    }
}
