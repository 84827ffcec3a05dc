package org.steelworks.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folder of reference outputs that tests tagged {@code goldens} compare with; a missing file is a failure. */
public final class Goldens {
    public static final JsonMapper JSON = new JsonMapper();

    private Goldens() {}

    public static Path path(String relative) {
        String root = System.getProperty("steel.goldens", "");
        if (root.isBlank()) {
            throw new IllegalStateException("tests tagged goldens need -Dsteel.goldens=FOLDER");
        }
        Path path = Path.of(root).resolve(relative);
        if (!Files.exists(path)) {
            throw new IllegalStateException(path + " is missing from the folder of reference outputs");
        }
        return path;
    }

    public static JsonNode json(String relative) throws IOException {
        return JSON.readTree(path(relative).toFile());
    }

    public static List<JsonNode> jsonLines(String relative) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(path(relative))) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }

    public static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }
}
