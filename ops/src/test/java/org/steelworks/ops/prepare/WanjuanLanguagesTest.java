package org.steelworks.ops.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WanjuanLanguagesTest {
    @TempDir
    Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "{}\n");
    }

    @Test
    void shouldTellLanguagesByFoldersAndByTheNamesOfUnpackedFiles() throws IOException {
        file("raw/CN/WebText-cn/part-1.jsonl.tar.gz");
        file("raw/CN/Law-cn/part-2.jsonl.tar.gz");
        file("raw/EN/WebText-en/part-1.jsonl.tar.gz");
        Path chinese = file("flat/CN_Law-cn_part-3.jsonl");
        Path none = file("flat/ENGLISH.jsonl");
        file("flat/README.md");

        assertThat(WanjuanLanguages.of("w", List.of(folder)))
                .isEqualTo(Map.of(
                        "w", List.of(none),
                        "w_en", List.of(folder.resolve("raw/EN")),
                        "w_zh", List.of(chinese, folder.resolve("raw/CN"))));
    }

    @Test
    void shouldLeaveItToReadingToMissFiles() throws IOException {
        List<Path> empty = List.of(Files.createDirectories(folder.resolve("empty")));

        assertThat(WanjuanLanguages.of("w", empty)).isEqualTo(Map.of("w", empty));
    }
}
