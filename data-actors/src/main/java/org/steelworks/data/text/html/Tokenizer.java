package org.steelworks.data.text.html;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.steelworks.data.text.html.TokenSink.Content;

/**
 * HTML5's tokenizer over UTF-8 bytes, in one pass, with the engine's own rules where a document breaks off: inside the
 * name of a tag, the name is text; inside a quoted attribute, the tag is dropped; behind a lone {@code <}, all text since
 * the last tag is taken for a tag's name.
 */
final class Tokenizer {
    private static final String OPENS_CDATA = "[CDATA[";
    private static final String DOCTYPE = "doctype";

    private final byte[] html;
    private final TokenSink sink;

    private Content content = Content.DATA;
    private int at;

    /** Where the text since the last token begins. */
    private int from;

    private boolean blank = true;
    private boolean nul;

    /** Whether the text since the last token has been given up: a name or an empty CDATA section took its place. */
    private boolean lost;

    private Tokenizer(byte[] html, TokenSink sink) {
        this.html = html;
        this.sink = sink;
    }

    /** Hands every token of the document to the sink, the end included. */
    static void run(byte[] html, TokenSink sink) {
        Tokenizer tokenizer = new Tokenizer(html, sink);
        while (tokenizer.at < html.length) {
            String last = tokenizer.next();
            while (last != null && tokenizer.at < html.length) {
                last = tokenizer.special(last);
            }
        }
        sink.accept(Token.of(Token.END));
    }

    /** Reads text and the markup behind it; the name of a start tag whose content is not markup, else null. */
    private String next() {
        while (at < html.length) {
            if (html[at] != '<') {
                data();
            } else {
                int less = at++;
                if (at == html.length) {
                    endBehindLess();
                    return null;
                }
                byte b = html[at];
                if (AsciiBytes.isLetter(b)) {
                    flush(less);
                    from = at;
                    return tag(false);
                }
                if (b == '!' || b == '?') {
                    flush(less);
                    at += b == '!' ? 1 : 0;
                    from = at;
                    if (b == '?') {
                        bogusComment();
                    } else {
                        declaration();
                    }
                    return null;
                }
                if (b == '/') {
                    at++;
                    if (at == html.length) {
                        blank = false;
                    } else if (AsciiBytes.isLetter(html[at])) {
                        flush(less);
                        from = at;
                        return tag(true);
                    } else if (html[at] == '>') {
                        at++;
                    } else {
                        flush(less);
                        from = at;
                        bogusComment();
                        return null;
                    }
                } else {
                    blank = false;
                }
            }
        }
        flush(html.length);
        return null;
    }

    /** Passes over text up to the next {@code <}. */
    private void data() {
        int end = at;
        for (; end < html.length && html[end] != '<'; end++) {
            byte b = html[end];
            if (b == 0 && !nul) {
                nul = true;
            } else if (blank && !AsciiBytes.isSpace(b)) {
                blank = false;
            }
        }
        at = end;
    }

    private void endBehindLess() {
        if (from == 0) {
            blank = false;
            flush(html.length);
        } else {
            emit(Token.tag(AsciiBytes.lowerCase(html, from, html.length), false, false, List.of()));
        }
    }

    /** Hands over the text up to {@code end}, unless there is none. */
    private void flush(int end) {
        if (!lost && end > from) {
            emit(Token.text(CharacterReferences.decode(html, from, end, true), false, blank, nul));
        }
    }

    /** Hands a token over; what follows is new text. */
    private void emit(Token token) {
        content = sink.accept(token);
        from = at;
        blank = true;
        nul = false;
        lost = false;
    }

    /** Reads a tag from its name on. */
    private String tag(boolean closing) {
        while (at < html.length && !AsciiBytes.isSpace(html[at]) && html[at] != '/' && html[at] != '>') {
            at++;
        }
        if (at == html.length) {
            if (!lost) {
                TokenText name = CharacterReferences.decode(html, from, at, true);
                emit(Token.text(name, closing, !closing && blank, false));
            }
            return null;
        }
        return attributes(AsciiBytes.lowerCase(html, from, at), closing);
    }

    /** Reads a tag behind its name. */
    private String attributes(String name, boolean closing) {
        TagReader reader = new TagReader(html, at, Element.keepsAttributes(name));
        boolean whole = reader.read();
        at = reader.end();
        if (!whole) {
            return null;
        }
        emit(Token.tag(name, closing, reader.isSelfClosing(), reader.attributes()));
        return content == Content.DATA ? null : name;
    }

    private void declaration() {
        if (html.length - from >= 2 && html[from] == '-' && html[from + 1] == '-') {
            at = from + 2;
            comment();
        } else if (html.length - from < OPENS_CDATA.length()) {
            shortDeclaration();
        } else if (AsciiBytes.matchesIgnoringCase(html, from, html.length, DOCTYPE)) {
            doctype();
        } else if (new String(html, from, OPENS_CDATA.length(), StandardCharsets.ISO_8859_1).equals(OPENS_CDATA)
                && sink.isForeign()) {
            section();
        } else {
            bogusComment();
        }
    }

    /** Fewer than seven bytes behind {@code <!}: what follows the comment is text, whatever it looks like. */
    private void shortDeclaration() {
        bogusComment();
        if (at < html.length) {
            int rest = at;
            at = html.length;
            emit(Token.text(CharacterReferences.decode(html, rest, at, true), false, false, false));
        }
    }

    private void bogusComment() {
        while (at < html.length && html[at] != '>') {
            at++;
        }
        at = Math.min(html.length, at + 1);
        emit(Token.of(Token.COMMENT));
    }

    /** Reads a comment behind its {@code <!--}: it ends at {@code -->}, {@code --!>}, or at once at a {@code >}. */
    private void comment() {
        CommentState state = CommentState.START;
        while (at < html.length) {
            byte b = html[at++];
            if (b == '>' && state.mayEnd) {
                break;
            }
            state = state.next(b);
        }
        emit(Token.of(Token.COMMENT));
    }

    /** Skips a doctype; one that goes on with fewer than six bytes behind its name takes them all. */
    private void doctype() {
        at = skipSpace(from + DOCTYPE.length());
        while (at < html.length && html[at] != '>' && !AsciiBytes.isSpace(html[at])) {
            at++;
        }
        at = skipSpace(at);
        if (at < html.length && html[at] != '>' && html.length - at < "public".length()) {
            at = html.length;
        }
        while (at < html.length && html[at] != '>') {
            at++;
        }
        at = Math.min(html.length, at + 1);
        emit(Token.of(Token.DOCTYPE));
    }

    private int skipSpace(int position) {
        int end = position;
        while (end < html.length && AsciiBytes.isSpace(html[end])) {
            end++;
        }
        return end;
    }

    /** Reads a CDATA section. Its references are decoded; behind an empty one, the text up to the next tag is lost. */
    private void section() {
        int text = from + OPENS_CDATA.length();
        int end = text;
        while (end < html.length && !(html[end] == '>' && html[end - 1] == ']' && html[end - 2] == ']')) {
            end++;
        }
        int textEnd = end == html.length ? end : end - 2;
        at = Math.min(html.length, end + 1);
        if (textEnd > text) {
            emit(Token.text(CharacterReferences.decode(html, text, textEnd, false), false, false, false));
        } else {
            from = at;
            blank = false;
            lost = true;
        }
    }

    /** Reads the content of an element that has no markup inside, and its end tag. */
    private String special(String name) {
        if (content == Content.PLAIN) {
            int text = at;
            at = html.length;
            emit(Token.text(CharacterReferences.plain(html, text, at), false, false, false));
            return null;
        }
        return content == Content.SCRIPT ? script(name) : unmarked(name);
    }

    private String script(String name) {
        int text = at;
        int endOfName = new ScriptScanner(html, at).endOfName();
        int end = endOfName < 0 ? html.length : endOfName - name.length() - 2;
        at = endOfName < 0 ? end : endOfName;
        if (end > text) {
            emit(Token.text(CharacterReferences.plain(html, text, end), false, false, false));
        }
        return endOfName < 0 ? null : attributes(name, true);
    }

    /**
     * Reads the content of an element like {@code textarea} or {@code style}. An end tag of another element turns
     * references on; and behind one, a document that breaks off with {@code <} or inside an end tag loses the content.
     */
    private String unmarked(String name) {
        int text = at;
        boolean otherTag = false;
        boolean references = content == Content.ESCAPABLE;
        while (at < html.length) {
            if (html[at++] != '<') {
                continue;
            }
            if (at < html.length && html[at] == '/') {
                at++;
                int nameFrom = at;
                while (at < html.length && AsciiBytes.isLetter(html[at])) {
                    at++;
                }
                if (at < html.length && at > nameFrom && endsName(html[at])) {
                    if (name.equals(AsciiBytes.lowerCase(html, nameFrom, at))) {
                        if (nameFrom - 2 > text) {
                            emit(unmarkedText(text, nameFrom - 2, references));
                        }
                        return attributes(name, true);
                    }
                    otherTag = true;
                    references = true;
                    at++;
                    continue;
                }
            }
            if (at == html.length && otherTag) {
                return null;
            }
        }
        emit(unmarkedText(text, html.length, references));
        return null;
    }

    private static boolean endsName(byte b) {
        return AsciiBytes.isSpace(b) || b == '/' || b == '>';
    }

    private Token unmarkedText(int text, int end, boolean references) {
        TokenText decoded = references
                ? CharacterReferences.decode(html, text, end, false)
                : CharacterReferences.plain(html, text, end);
        return Token.text(decoded, false, false, false);
    }

    private enum CommentState {
        START(true),
        START_DASH(true),
        INSIDE(false),
        DASH(false),
        DASHES(true),
        BANG(true);

        private final boolean mayEnd;

        CommentState(boolean mayEnd) {
            this.mayEnd = mayEnd;
        }

        private CommentState next(byte b) {
            if (b == '-') {
                return switch (this) {
                    case START -> START_DASH;
                    case INSIDE, BANG -> DASH;
                    default -> DASHES;
                };
            }
            return b == '!' && this == DASHES ? BANG : INSIDE;
        }
    }
}
