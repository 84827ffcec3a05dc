package org.steelworks.data.raw;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.data.Goldens;

/** Against what the original program wrote for the same files. */
@Tag("goldens")
class RawGoldenTest {
    @ParameterizedTest
    @CsvSource({"baike,baidu_baike,processed_baidu_baike", "belle-conversation,BELLE,processed_BELLE_conversations"})
    void shouldWriteWhatTheOriginalWrites(String format, String input, String output) throws IOException {
        RecordParser parser = new RecordParser(RawFormat.of(format).reader(ReadingRules.COMPAT));
        List<String> texts = new ArrayList<>();
        try (Stream<Path> all = Files.list(Goldens.path("data/step1/synthetic_raw/" + input))) {
            for (Path file :
                    (Iterable<Path>) all.filter(f -> f.getFileName().toString().contains(".json"))
                            .sorted()::iterator) {
                texts.addAll(texts(parser, file));
            }
        }

        List<String> expected = new ArrayList<>();
        for (JsonNode row : Goldens.jsonLines("data/step1/synthetic_out/" + output + ".jsonl")) {
            expected.add(row.get("text").textValue());
        }
        assertThat(expected).isNotEmpty();
        assertThat(texts).isEqualTo(expected);
    }

    private static List<String> texts(RecordParser parser, Path file) throws IOException {
        List<String> texts = new ArrayList<>();
        try (LineSource lines = new LineSource(RawFile.open(file, 0), 0, Long.MAX_VALUE, 1 << 20, true)) {
            for (RawLine line = lines.next(); line != null; line = lines.next()) {
                RawRecord record = parser.parse(line);
                if (record instanceof RawRecord.Malformed) {
                    return texts;
                }
                if (record instanceof RawRecord.Text text) {
                    texts.add(text.text());
                }
            }
        }
        return texts;
    }
}
