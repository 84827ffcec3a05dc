package org.steelworks.data.flow;

import org.steelworks.data.text.CharBuilder;

/** The line of a cleaned document, as Python's {@code json.dumps({"text": text}, ensure_ascii=False)} writes it. */
final class DocumentText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private DocumentText() {}

    static void appendNull(CharBuilder out) {
        out.append("{\"text\": null}\n");
    }

    static void append(CharBuilder out, String text) {
        char[] chars = text.toCharArray();
        out.append("{\"text\": \"");
        int copied = 0;
        for (int i = 0; i < chars.length; i++) {
            char c = chars[i];
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(chars, copied, i);
                out.append('\\');
                escape(out, c);
                copied = i + 1;
            }
        }
        out.append(chars, copied, chars.length);
        out.append("\"}\n");
    }

    /** Appends what stands for a character behind the backslash. */
    private static void escape(CharBuilder out, char c) {
        switch (c) {
            case '\n' -> out.append('n');
            case '\r' -> out.append('r');
            case '\t' -> out.append('t');
            case '\f' -> out.append('f');
            case '\b' -> out.append('b');
            case '"', '\\' -> out.append(c);
            default -> {
                out.append("u00");
                out.append(HEX[c >> 4]);
                out.append(HEX[c & 15]);
            }
        }
    }
}
