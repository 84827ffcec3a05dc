package org.steelworks.data.text;

/**
 * Replaces web links as Data-Juicer's link pattern finds them: at a word border a head ({@code scheme:/}, {@code www.}
 * or {@code host.tld/}), a body of plain characters and parenthesised groups, and a closing character or group. The
 * leftmost match wins, and of one start the greedy one, as in a backtracking engine; but every step is decided by
 * looking ahead, so time is linear and the stack flat whatever the text. Immutable.
 */
public final class LinkScanner {
    private final String replacement;

    /** @param replacement put literally where a link was */
    public LinkScanner(String replacement) {
        this.replacement = replacement;
    }

    /** The text without links; the argument itself when there is none. */
    public String replace(String text) {
        char[] chars = text.toCharArray();
        LinkSearch search = new LinkSearch(chars);
        CharBuilder out = null;
        int copied = 0;
        while (search.next()) {
            if (out == null) {
                out = new CharBuilder(chars.length);
            }
            out.append(chars, copied, search.start());
            out.append(replacement);
            copied = search.end();
        }
        if (out == null) {
            return text;
        }
        out.append(chars, copied, chars.length);
        return out.toString();
    }
}
