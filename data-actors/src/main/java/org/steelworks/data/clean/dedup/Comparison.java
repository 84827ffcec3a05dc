package org.steelworks.data.clean.dedup;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.steelworks.data.text.PythonText;

/** What of a text counts when it is compared. Equal ones compare alike. */
public final class Comparison {
    private final boolean lowercase;
    private final Pattern ignored;

    /**
     * @param lowercase whether case does not count
     * @param ignorePattern regular expression of what is deleted; empty for none
     */
    public Comparison(boolean lowercase, String ignorePattern) {
        this.lowercase = lowercase;
        try {
            ignored = Pattern.compile(ignorePattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("ignore_pattern \"" + ignorePattern + "\" is no regular expression: "
                    + e.getDescription() + " at index " + e.getIndex());
        }
    }

    String of(String text) {
        String compared = lowercase ? PythonText.lower(text) : text;
        return ignored.pattern().isEmpty()
                ? compared
                : ignored.matcher(compared).replaceAll("");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Comparison comparison
                && comparison.lowercase == lowercase
                && comparison.ignored.pattern().equals(ignored.pattern());
    }

    @Override
    public int hashCode() {
        return 31 * ignored.pattern().hashCode() + Boolean.hashCode(lowercase);
    }
}
