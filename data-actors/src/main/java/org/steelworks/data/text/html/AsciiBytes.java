package org.steelworks.data.text.html;

import java.nio.charset.StandardCharsets;

/** Character classes of HTML's tokenizer over UTF-8 bytes. */
final class AsciiBytes {
    private AsciiBytes() {}

    static boolean isSpace(int b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\f' || b == '\r';
    }

    static boolean isLetter(int b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }

    static boolean isLetterOrDigit(int b) {
        return isLetter(b) || b >= '0' && b <= '9';
    }

    /** Whether the bytes from {@code at} on are the lower-case ASCII {@code word}, in whatever case. */
    static boolean matchesIgnoringCase(byte[] bytes, int at, int to, String word) {
        if (to - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (lower(bytes[at + i]) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes with ASCII letters in lower case, one character a byte: good for comparing names, not for showing. */
    static String lowerCase(byte[] bytes, int from, int to) {
        byte[] name = new byte[to - from];
        for (int i = 0; i < name.length; i++) {
            name[i] = (byte) lower(bytes[from + i]);
        }
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static int lower(int b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }
}
