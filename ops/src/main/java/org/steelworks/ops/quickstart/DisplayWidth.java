package org.steelworks.ops.quickstart;

/**
 * Columns that a text takes on a terminal: two for Chinese, Japanese and Korean characters and emoji, none for combining
 * marks (Unicode Standard Annex 11).
 *
 * @param ambiguous columns of characters that are wide in East Asian fonts alone, such as the bars of a curve
 */
public record DisplayWidth(int ambiguous) {
    /** Ambiguous characters are narrow: all but East Asian terminals. */
    public static final DisplayWidth NARROW = new DisplayWidth(1);

    /** How a terminal with that locale, such as {@code zh_CN.UTF-8}, shows text. */
    public static DisplayWidth ofLocale(String locale) {
        boolean eastAsian = locale.startsWith("zh") || locale.startsWith("ja") || locale.startsWith("ko");
        return eastAsian ? new DisplayWidth(2) : NARROW;
    }

    /** Columns of a text in one line. */
    public int of(String text) {
        return text.codePoints().map(this::of).sum();
    }

    /** The longest beginning that takes at most {@code columns}. */
    public String cut(String text, int columns) {
        int used = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            used += of(text.codePointAt(i));
            if (used > columns) {
                return text.substring(0, i);
            }
        }
        return text;
    }

    private int of(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        if (isWide(c)) {
            return 2;
        }
        // block elements, box drawing, general punctuation, arrows: those that our lines contain
        return c >= 0x2010 && c <= 0x27BF ? ambiguous : 1;
    }

    private static boolean isWide(int c) {
        return c >= 0x1100 && c <= 0x115F
                || c >= 0x2E80 && c <= 0x303E
                || c >= 0x3041 && c <= 0xA4CF
                || c >= 0xA960 && c <= 0xA97C
                || c >= 0xAC00 && c <= 0xD7A3
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0xFE30 && c <= 0xFE6F
                || c >= 0xFF00 && c <= 0xFF60
                || c >= 0xFFE0 && c <= 0xFFE6
                || c >= 0x1F300 && c <= 0x1FAFF
                || c >= 0x20000 && c <= 0x3FFFD;
    }
}
