package org.steelworks.data.flow;

/** The line of a cleaned document, as Python's {@code json.dumps({"text": text}, ensure_ascii=False)} writes it. */
final class DocumentText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private DocumentText() {}

    static void appendNull(StringBuilder out) {
        out.append("{\"text\": null}\n");
    }

    static void append(StringBuilder out, String text) {
        out.append("{\"text\": \"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append("\"}\n");
    }
}
