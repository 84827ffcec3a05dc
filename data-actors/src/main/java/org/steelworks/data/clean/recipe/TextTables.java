package org.steelworks.data.clean.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.steelworks.data.text.ChineseConversion;

/**
 * Reads the tables and recipes that come on the class path; the one place of the cleaning packages that does. A missing
 * or malformed resource is a fault of the build and fails with the resource's name.
 */
public final class TextTables {
    private static final String PHRASES = "/opencc/TSPhrases.txt";
    private static final String CHARACTERS = "/opencc/TSCharacters.txt";

    private TextTables() {}

    /** OpenCC's traditional to simplified conversion. */
    public static ChineseConversion traditionalToSimplified() {
        return new ChineseConversion(firstValues(PHRASES), firstValues(CHARACTERS));
    }

    /** Lines of a key, a tab, and values separated by spaces, of which OpenCC takes the first. */
    private static Map<String, String> firstValues(String resource) {
        Map<String, String> table = new HashMap<>();
        String[] lines = text(resource).split("\n");
        for (int i = 0; i < lines.length; i++) {
            int tab = lines[i].indexOf('\t');
            if (tab < 1 || tab + 1 == lines[i].length()) {
                throw new IllegalStateException(
                        resource + " line " + (i + 1) + " is not a key, a tab and values: \"" + lines[i] + "\"");
            }
            String values = lines[i].substring(tab + 1);
            int space = values.indexOf(' ');
            table.put(lines[i].substring(0, tab), space < 0 ? values : values.substring(0, space));
        }
        return table;
    }

    /** The whole resource as UTF-8 text. */
    static String text(String resource) {
        try (InputStream in = TextTables.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is not on the class path: build again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + resource + " cannot be read", e);
        }
    }
}
