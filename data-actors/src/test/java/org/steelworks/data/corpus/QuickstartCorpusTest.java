package org.steelworks.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartCorpusTest {
    private static final Pattern EXERCISE =
            Pattern.compile("A\\. (.*)\\nB\\. (.*)\\nC\\. (.*)\\nD\\. (.*)\\n(?:答案是：|Answer: )([A-D])");

    @TempDir
    Path folder;

    private QuickstartCorpus.Written written;

    @BeforeEach
    void write() {
        written = QuickstartCorpus.write(folder, 1);
    }

    @Test
    void shouldBeAFunctionOfTheSeed(@TempDir Path same, @TempDir Path other) throws IOException {
        QuickstartCorpus.write(same, 1);
        QuickstartCorpus.write(other, 2);

        for (Path file : written.files()) {
            Path name = folder.relativize(file);
            assertThat(same.resolve(name)).hasSameBinaryContentAs(file);
        }
        Path stories = Path.of("raw/stories/stories-0.jsonl");
        assertThat(Files.mismatch(folder.resolve(stories), other.resolve(stories)))
                .isNotNegative();
    }

    @Test
    void shouldBeSmallAndOfAllFormats() throws IOException {
        long bytes = 0;
        for (Path file : written.files()) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isBetween(2_000_000L, 6_000_000L);
        assertThat(written.files())
                .extracting(f -> folder.relativize(f).toString())
                .contains("raw/exercises/book-1.jsonl.gz", "raw/exercises/book-2.jsonl.zst", "exam/test/arts.csv");
    }

    @Test
    void shouldBalanceTheLettersOfEverySubject() throws IOException {
        try (Stream<Path> files = Files.list(written.exam().resolve("test"))) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                List<String> lines = Files.readAllLines(file);
                assertThat(lines.get(0)).isEqualTo(",Question,A,B,C,D,Answer");
                for (String letter : List.of("A", "B", "C", "D")) {
                    assertThat(lines.stream().filter(l -> l.endsWith("," + letter)))
                            .as("answers %s in %s", letter, file)
                            .hasSize(10);
                }
            }
        }
    }

    @Test
    void shouldAskForWhatTheWorldSaysAndHaveOneRightOption() throws IOException {
        Map<String, String> kinds = new HashMap<>();
        JsonNode world = new ObjectMapper().readTree(getClass().getResource("/quickstart/world.json"));
        for (JsonNode category : world.get("categories")) {
            for (JsonNode member : category.get("members")) {
                kinds.put(member.asText().split(" ")[0], category.get("zh").asText());
            }
        }
        for (String subject : List.of("food_science", "high_school_biology", "arts", "elementary_commonsense")) {
            for (String[] item : items(subject)) {
                String asked = kinds.values().stream()
                        .filter(item[1]::contains)
                        .findFirst()
                        .orElseThrow();
                List<String> right = Stream.of(2, 3, 4, 5)
                        .map(i -> item[i])
                        .filter(option -> kinds.get(option).equals(asked))
                        .toList();
                assertThat(right).as("%s", String.join(",", item)).containsExactly(item[2 + item[6].charAt(0) - 'A']);
            }
        }
        for (String[] item : items("high_school_geography")) {
            String right = item[2 + item[6].charAt(0) - 'A'];
            List<String> facts = new ArrayList<>();
            world.get("countries").forEach(c -> facts.add(c.asText()));
            assertThat(facts).anyMatch(f -> item[1].contains(f.split(" ")[0]) && f.contains(" " + right + " "));
        }
    }

    @Test
    void shouldNeverTeachAnItemOfTheExam() throws IOException {
        Set<String> exam = new HashSet<>();
        for (String subject : List.of(
                "food_science", "high_school_biology", "arts", "elementary_commonsense", "high_school_geography")) {
            items(subject).forEach(i -> exam.add(identity(List.of(i).subList(2, 6), i[6])));
        }
        int exercises = 0;
        for (Path file : written.files()) {
            if (file.toString().contains("exercises")) {
                for (String line : lines(file)) {
                    Matcher found = EXERCISE.matcher(line.replace("\\n", "\n"));
                    if (found.find()) {
                        exercises++;
                        List<String> options = List.of(found.group(1), found.group(2), found.group(3), found.group(4));
                        assertThat(exam).doesNotContain(identity(options, found.group(5)));
                    }
                }
            }
        }
        assertThat(exam).hasSize(200);
        assertThat(exercises).isGreaterThan(9000);
    }

    private static String identity(List<String> options, String letter) {
        return options.get(letter.charAt(0) - 'A') + new TreeSet<>(options);
    }

    private List<String[]> items(String subject) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("exam/test/" + subject + ".csv"));
        return lines.subList(1, lines.size()).stream().map(l -> l.split(",")).toList();
    }

    private static List<String> lines(Path file) throws IOException {
        InputStream in = new ByteArrayInputStream(Files.readAllBytes(file));
        if (file.toString().endsWith(".gz")) {
            in = new GZIPInputStream(in);
        } else if (file.toString().endsWith(".zst")) {
            in = new ZstdInputStream(in);
        }
        try (InputStream content = in) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
