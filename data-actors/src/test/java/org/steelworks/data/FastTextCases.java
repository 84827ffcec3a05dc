package org.steelworks.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The small models that {@code tools/make_fasttext_cases.py} made, and what fastText says of them. */
public final class FastTextCases {
    private FastTextCases() {}

    /** What fastText says of a text: the label is null where it finds none. */
    public record Case(String text, String label, double score) {}

    /** A model's file. */
    public static Path file(String name) {
        try {
            return Path.of(FastTextCases.class.getResource("/fasttext/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** The cases of a model, or of Data-Juicer's {@code filter}. */
    public static List<Case> of(String model) {
        try {
            List<Case> cases = new ArrayList<>();
            for (String line : Files.readAllLines(file("cases.jsonl"))) {
                JsonNode given = new ObjectMapper().readTree(line);
                if (given.get("model").asText().equals(model)) {
                    cases.add(new Case(
                            given.get("text").asText(),
                            given.get("label").textValue(),
                            given.get("score").asDouble()));
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
