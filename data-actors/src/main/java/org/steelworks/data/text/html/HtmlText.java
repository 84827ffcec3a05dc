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
        if (isPlain(html)) {
            int start = 0;
            while (start < html.length() && AsciiBytes.isSpace(html.charAt(start))) {
                start++;
            }
            return html.substring(start);
        }
        TreeBuilder builder = new TreeBuilder();
        Tokenizer.run(utf8(html), builder);
        String text = builder.bodyText();
        return text.equals(html) ? html : text;
    }

    /** Whether only the white space in front changes. */
    private static boolean isPlain(String html) {
        for (int i = 0; i < html.length(); i++) {
            char c = html.charAt(i);
            if (c == '<' || c == '&' || c == '\r' || c == 0 || Character.isSurrogate(c) && !isPair(html, i)) {
                return false;
            }
            i += Character.isSurrogate(c) ? 1 : 0;
        }
        return true;
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
