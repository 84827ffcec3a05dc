package org.steelworks.data.clean.dedup;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.steelworks.data.clean.Deduplicator;
import org.steelworks.data.clean.Likeness;
import org.steelworks.data.text.PythonText;

/**
 * Drops documents whose text, without white space around it, is that of an earlier one by MD5.
 *
 * @param lowercase whether case does not count
 * @param ignoreNonCharacter whether white space, digits and ASCII punctuation do not count
 */
public record ExactDeduplicator(boolean lowercase, boolean ignoreNonCharacter) implements Deduplicator {
    public static final String NAME = "document_deduplicator";

    private static final Pattern NON_CHARACTER = Pattern.compile(
            "[\\x09-\\x0D\\x1C-\\x20\\x85\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\p{Nd}"
                    + "!-/:-@\\[-`{-~]+");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int signatureLongs() {
        return 2;
    }

    @Override
    public long[] signature(String text) {
        String compared = lowercase ? PythonText.lower(text) : text;
        compared = ignoreNonCharacter ? NON_CHARACTER.matcher(compared).replaceAll("") : compared;
        byte[] bytes = PythonText.strip(compared).getBytes(StandardCharsets.UTF_8);
        return Digests.longs(Digests.md5().digest(bytes));
    }

    @Override
    public Likeness likeness() {
        return new Likeness.Equal();
    }
}
