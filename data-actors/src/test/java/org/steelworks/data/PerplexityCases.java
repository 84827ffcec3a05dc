package org.steelworks.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The small models that {@code tools/make_perplexity_cases.py} made, and what the original libraries say of them. */
public final class PerplexityCases {
    private PerplexityCases() {}

    /** A model's file. */
    public static Path file(String name) {
        try {
            return Path.of(
                    PerplexityCases.class.getResource("/perplexity/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** Pairs of a text and the expected value. */
    public static JsonNode of(String... path) {
        try (InputStream in = PerplexityCases.class.getResourceAsStream("/perplexity/cases.json")) {
            JsonNode node = new ObjectMapper().readTree(in);
            for (String key : path) {
                node = node.get(key);
            }
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
