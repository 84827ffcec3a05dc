package org.steelworks.checkpoint.testkit;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** The small models of the test resources; their README says how they were made. */
public final class TinyModels {
    private TinyModels() {}

    /** A folder below {@code tiny-qwen2}. */
    public static Path folder(String name) {
        URL url = TinyModels.class.getResource("/tiny-qwen2/" + name);
        if (url == null) {
            throw new IllegalStateException("test resource tiny-qwen2/" + name + " is missing");
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
