package org.steelworks.data.clean.dedup;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.steelworks.data.text.PythonText;

/**
 * What of a text counts when it is compared.
 *
 * @param lowercase whether case does not
 * @param ignorePattern regular expression of what is deleted; empty for none
 */
public record Comparison(boolean lowercase, String ignorePattern) {
    public Comparison {
        try {
            Pattern.compile(ignorePattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("ignore_pattern \"" + ignorePattern + "\" is no regular expression: "
                    + e.getDescription() + " at index " + e.getIndex());
        }
    }

    String of(String text) {
        String compared = lowercase ? PythonText.lower(text) : text;
        return ignorePattern.isEmpty()
                ? compared
                : Pattern.compile(ignorePattern).matcher(compared).replaceAll("");
    }
}
