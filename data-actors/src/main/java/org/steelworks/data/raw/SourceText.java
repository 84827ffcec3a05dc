package org.steelworks.data.raw;

import com.ibm.icu.text.FilteredNormalizer2;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;

/** The rules common to the original's data sets: normalisation of fields, the one quality rule, the chat template. */
final class SourceText {
    /** Shortest text kept, in code points. */
    static final int SHORTEST = 20;

    static final String TOO_SHORT = "text shorter than 20 characters";
    static final String SYSTEM_TURN = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n";
    static final String TURN_END = "<|im_end|>\n";

    /** The original ran on Unicode 14; later characters stay as they are. */
    private static final Normalizer2 NFKC =
            new FilteredNormalizer2(Normalizer2.getNFKCInstance(), new UnicodeSet("[:age=14.0:]").freeze());

    private SourceText() {}

    /** NFKC, then carriage returns are deleted. */
    static String clean(String field) {
        String normalized = isAscii(field) ? field : NFKC.normalize(field);
        return normalized.indexOf('\r') < 0 ? normalized : normalized.replace("\r", "");
    }

    static RawRecord checked(String text) {
        return text.codePointCount(0, text.length()) < SHORTEST
                ? new RawRecord.Skipped(TOO_SHORT)
                : new RawRecord.Text(text);
    }

    static String turn(String role, String content) {
        return "<|im_start|>" + role + "\n" + content + TURN_END;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
