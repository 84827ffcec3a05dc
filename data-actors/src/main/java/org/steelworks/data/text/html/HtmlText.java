package org.steelworks.data.text.html;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The text of HTML documents. */
public final class HtmlText {
    private HtmlText() {}

    /**
     * All text nodes below the body of the HTML5 document, in document order and with nothing between them; the argument
     * itself when nothing changes. Any text is a document. Equal to {@code HTMLParser(html).text()} of selectolax 0.3.21
     * with its "Modest" engine, that engine's departures from HTML5 included; lone surrogates are dropped. The cost is
     * linear in the length of the document, however deep its elements nest.
     */
    public static String body(String html) {
        char[] chars = html.toCharArray();
        if (isPlain(chars)) {
            int start = 0;
            while (start < chars.length && AsciiBytes.isSpace(chars[start])) {
                start++;
            }
            return html.substring(start);
        }
        TreeBuilder builder = new TreeBuilder();
        Tokenizer.run(utf8(html), builder);
        String text = builder.bodyText();
        return text.equals(html) ? html : text;
    }

    /** Whether there is no mark-up, so that only the white space in front changes. */
    private static boolean isPlain(char[] html) {
        for (int i = 0; i < html.length; i++) {
            char c = html[i];
            if (c == '<' && beginsMarkup(html, i + 1)
                    || c == '&' && beginsReference(html, i + 1)
                    || c == '\r'
                    || c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (i + 1 == html.length || !Character.isSurrogatePair(c, html[i + 1])) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Whether what stands behind a {@code <} may make it more than text; at the end of a text it does. */
    private static boolean beginsMarkup(char[] html, int at) {
        return at == html.length
                || AsciiBytes.isLetter(html[at])
                || html[at] == '/'
                || html[at] == '!'
                || html[at] == '?';
    }

    private static boolean beginsReference(char[] html, int at) {
        return at < html.length && (AsciiBytes.isLetter(html[at]) || html[at] == '#');
    }

    private static boolean isPair(String text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }

    private static byte[] utf8(String text) {
        return hasHalfPair(text) ? withoutHalfPairs(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean hasHalfPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPair(text, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static byte[] withoutHalfPairs(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.IGNORE)
                    .encode(CharBuffer.wrap(text));
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
