package org.steelworks.data.text;

import java.math.BigInteger;

/** Which strings Python's {@code int} takes for a decimal number, and what it makes of them. */
public final class PythonInteger {
    /** Python refuses longer ones. */
    private static final int MOST_DIGITS = 4300;

    private PythonInteger() {}

    /** Whether {@code text} is an integer and not below {@code least}. */
    public static boolean isAtLeast(String text, long least) {
        String digits = digits(strip(text));
        return digits != null && new BigInteger(digits).compareTo(BigInteger.valueOf(least)) >= 0;
    }

    /** Sign and ASCII digits; null where {@code text} is no integer. Digits of any script count, single _ between them too. */
    private static String digits(String text) {
        StringBuilder digits = new StringBuilder();
        int start = !text.isEmpty() && (text.charAt(0) == '+' || text.charAt(0) == '-') ? 1 : 0;
        boolean behindDigit = false;
        int next;
        for (int i = start; i < text.length(); i = next) {
            int c = text.codePointAt(i);
            next = i + Character.charCount(c);
            if (c == '_' && behindDigit && next < text.length()) {
                behindDigit = false;
            } else if (PythonCharacters.isDigit(c)) {
                digits.append(Character.digit(c, 10));
                behindDigit = true;
            } else {
                return null;
            }
        }
        if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
            return null;
        }
        return (text.charAt(0) == '-' ? "-" : "") + digits;
    }

    private static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && PythonCharacters.isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && PythonCharacters.isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
