package org.steelworks.data.clean.dedup;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.steelworks.data.clean.WordSplit;
import org.steelworks.data.text.PythonCharacters;

/**
 * The runs of consecutive tokens of a text, as bytes. Tokens stand joined by single spaces in one UTF-8 array, so that a
 * shingle is a range of it.
 */
final class Shingles {
    /** What a token is. */
    enum Tokens {
        /** Between spaces; empty ones do not count. Line feeds and tabs are part of tokens. */
        SPACE,
        /** Between punctuation marks of Unicode's category P; empty ones count. */
        PUNCTUATION,
        /** One code point; nothing stands between them. */
        CHARACTER;

        static Tokens of(String name) {
            return Stream.of(values())
                    .filter(t -> t.parameter().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("tokenization \"" + name
                            + "\" is not available; write "
                            + Stream.of(values()).map(Tokens::parameter).collect(Collectors.joining(" or "))));
        }

        String parameter() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Takes a shingle: the bytes of {@code [from, to)}. */
    interface Sink {
        void accept(byte[] utf8, int from, int to);
    }

    private final byte[] utf8;
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int tokens;

    private Shingles(byte[] utf8) {
        this.utf8 = utf8;
    }

    static Shingles of(String text, Tokens kind) {
        return switch (kind) {
            case SPACE -> spaced(text);
            case PUNCTUATION -> punctuated(text);
            case CHARACTER -> characters(text);
        };
    }

    private static Shingles spaced(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Shingles shingles = new Shingles(bytes);
        int length = 0;
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i < bytes.length && bytes[i] != ' ') {
                continue;
            }
            if (i > start) {
                // only ever to the left: runs of spaces become one
                int at = length == 0 ? 0 : length + 1;
                if (length > 0) {
                    bytes[length] = ' ';
                }
                System.arraycopy(bytes, start, bytes, at, i - start);
                length = at + i - start;
                shingles.token(at, length);
            }
            start = i + 1;
        }
        return shingles;
    }

    private static Shingles punctuated(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            if (PythonCharacters.PUNCTUATION.contains(codePoint)) {
                parts.add(text.substring(start, i));
                start = next;
            }
            i = next;
        }
        parts.add(text.substring(start));
        Shingles shingles = new Shingles(String.join(" ", parts).getBytes(StandardCharsets.UTF_8));
        int at = 0;
        for (String part : parts) {
            int end = at + part.getBytes(StandardCharsets.UTF_8).length;
            shingles.token(at, end);
            at = end + 1;
        }
        return shingles;
    }

    private static Shingles characters(String text) {
        Shingles shingles = new Shingles(text.getBytes(StandardCharsets.UTF_8));
        for (int at = 0; at < shingles.utf8.length; ) {
            int end = at + 1;
            while (end < shingles.utf8.length && (shingles.utf8[end] & 0xC0) == 0x80) {
                end++;
            }
            shingles.token(at, end);
            at = end;
        }
        return shingles;
    }

    /** Of words that a model finds; nothing stands between them. */
    static Shingles of(String text, WordSplit split) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        IntStream.Builder ends = IntStream.builder();
        split.each(text, word -> {
            bytes.writeBytes(word.getBytes(StandardCharsets.UTF_8));
            ends.add(bytes.size());
        });
        Shingles shingles = new Shingles(bytes.toByteArray());
        int start = 0;
        for (int end : ends.build().toArray()) {
            shingles.token(start, end);
            start = end;
        }
        return shingles;
    }

    private void token(int from, int to) {
        if (tokens == starts.length) {
            starts = Arrays.copyOf(starts, 2 * tokens);
            ends = Arrays.copyOf(ends, 2 * tokens);
        }
        starts[tokens] = from;
        ends[tokens] = to;
        tokens++;
    }

    /** Every run of {@code window} tokens, in order; none where there are fewer tokens. */
    void each(int window, Sink sink) {
        for (int i = 0; i + window <= tokens; i++) {
            sink.accept(utf8, starts[i], ends[i + window - 1]);
        }
    }

    /** All tokens as one. */
    void whole(Sink sink) {
        sink.accept(utf8, 0, tokens == 0 ? 0 : ends[tokens - 1]);
    }

    /** As {@link #each}, without the last. */
    void eachButLast(int window, Sink sink) {
        for (int i = 0; i + window < tokens; i++) {
            sink.accept(utf8, starts[i], ends[i + window - 1]);
        }
    }
}
