package org.steelworks.data.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawFileTest {
    @TempDir
    Path folder;

    private Path file(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, packed(name, content));
        return file;
    }

    private static byte[] packed(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(bytes) : new ZstdOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static List<RawLine> read(Path file) throws IOException {
        List<RawLine> lines = new ArrayList<>();
        String name = file.getFileName().toString();
        try (LineSource source =
                new LineSource(RawFile.unpacked(name, RawFile.open(file, 0)), 0, Long.MAX_VALUE, 1 << 20, false)) {
            for (RawLine line = source.next(); line != null; line = source.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl.gz", "a.jsonl.zst"})
    void shouldReportDamageAtItsLineAndKeepWhatWasBeforeIt(String name) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40_000; i++) {
            text.append(i * 7919L % 100_003).append(" line\n");
        }
        Path file = file(name, text.toString().getBytes(UTF_8));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));

        List<RawLine> lines = read(file);

        RawLine last = lines.get(lines.size() - 1);
        assertThat(lines.size()).isBetween(10_000, 35_000);
        assertThat(last.problem()).contains("the compressed data is damaged").endsWith("the rest was not read");
        assertThat(last.last()).isTrue();
        assertThat(lines.get(0).bytes()).isEqualTo("0 line".getBytes(UTF_8));
    }

    @Test
    void shouldReportAFileThatIsNotWhatItsNameSays() throws IOException {
        Path file = folder.resolve("plain.jsonl.gz");
        Files.writeString(file, "{\"text\": \"plain\"}\n");

        assertThat(read(file))
                .extracting(RawLine::problem)
                .singleElement()
                .asString()
                .contains("damaged");
    }

    @Test
    void shouldStopReadingAFileThatUnpacksToFarMoreThanText() throws IOException {
        Path file = folder.resolve("bomb.jsonl.gz");
        byte[] line = ("{\"text\": \"" + "0".repeat(65_000) + "\"}\n").getBytes(UTF_8);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (long written = 0; written < RawFile.UNPACKED_FLOOR * 2; written += line.length) {
                out.write(line);
            }
        }

        long lines = 0;
        String problem = "";
        try (LineSource source = new LineSource(
                RawFile.unpacked("bomb.jsonl.gz", RawFile.open(file, 0)), 0, Long.MAX_VALUE, 1 << 20, false)) {
            for (RawLine read = source.next(); read != null; read = source.next()) {
                lines++;
                problem = read.problem();
            }
        }

        assertThat(problem).isEqualTo("the file unpacks to more than 200 times its size; the rest was not read");
        assertThat(lines * line.length).isLessThan(RawFile.UNPACKED_FLOOR + 201 * Files.size(file));
    }
}
