package org.steelworks.data.bpe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What the split patterns and the normalizer see in a code point. The table is that of Hugging Face's library: classes
 * of Unicode 16, as its regular expressions have them, and composition of Unicode 9. It comes as a resource, because
 * the Java platform has the Unicode of its own version.
 */
final class CharacterClasses {
    /** Neither of the others. */
    static final int OTHER = 0;
    /** {@code \p{L}}. */
    static final int LETTER = 1;
    /** {@code \p{N}}. */
    static final int NUMBER = 2;
    /** {@code \s}. */
    static final int SPACE = 3;

    static final String RESOURCE = "/bpe/character-classes.txt";

    private static final int CLASS_BITS = 3;
    private static final int COMPOSES = 4;
    private static final int CODE_POINTS = Character.MAX_CODE_POINT + 1;
    private static final int BLOCK_BITS = 7;
    private static final int BLOCK = 1 << BLOCK_BITS;

    /** Where the block of a code point begins in {@link #BLOCKS}; equal blocks are kept once. */
    private static final char[] PLACES = new char[CODE_POINTS >> BLOCK_BITS];

    private static final byte[] BLOCKS;

    /** By the first byte of UTF-8: the class of all code points that begin so, or {@link #MIXED}. */
    private static final byte[] BY_FIRST_BYTE = new byte[256];

    private static final byte MIXED = -1;

    /** First bytes of the UTF-8 of code points that compose. */
    private static final boolean[] COMPOSING_BYTES = new boolean[256];

    static {
        byte[] all = read();
        byte[] blocks = new byte[CODE_POINTS];
        Map<ByteBuffer, Integer> known = new HashMap<>();
        for (int block = 0; block < PLACES.length; block++) {
            ByteBuffer content = ByteBuffer.wrap(all, block << BLOCK_BITS, BLOCK);
            Integer place = known.get(content);
            if (place == null) {
                place = known.size() << BLOCK_BITS;
                content.duplicate().get(blocks, place, BLOCK);
                known.put(content, place);
            }
            PLACES[block] = (char) (int) place;
        }
        BLOCKS = Arrays.copyOf(blocks, known.size() << BLOCK_BITS);
        Arrays.fill(BY_FIRST_BYTE, MIXED);
        for (int codePoint = 0; codePoint < 0x80; codePoint++) {
            BY_FIRST_BYTE[codePoint] = (byte) of(codePoint);
        }
        for (int first = 0xE1; first <= 0xEF; first++) {
            BY_FIRST_BYTE[first] = common((first & 0xF) << 12);
        }
    }

    private CharacterClasses() {}

    /** The class of 4096 code points, or {@link #MIXED}. */
    private static byte common(int from) {
        byte common = (byte) of(from);
        for (int codePoint = from; codePoint < from + 0x1000; codePoint++) {
            if (of(codePoint) != common) {
                return MIXED;
            }
        }
        return common;
    }

    /** The class of a code point. */
    static int of(int codePoint) {
        return entry(codePoint) & CLASS_BITS;
    }

    /** The class of the code point that begins at {@code at} in valid UTF-8. */
    static int at(byte[] text, int at) {
        byte common = BY_FIRST_BYTE[text[at] & 0xFF];
        return common >= 0 ? common : of(Utf8.codePoint(text, at));
    }

    /** Whether a text with this code point may differ from its canonical composition. */
    static boolean composes(int codePoint) {
        return (entry(codePoint) & COMPOSES) != 0;
    }

    /** Whether {@link #composes} holds for any code point whose UTF-8 begins with this byte. */
    static boolean mayCompose(byte first) {
        return COMPOSING_BYTES[first & 0xFF];
    }

    private static byte entry(int codePoint) {
        return BLOCKS[PLACES[codePoint >> BLOCK_BITS] + (codePoint & BLOCK - 1)];
    }

    /** Lines of a class, the first and the last code point: {@code L 41 5A}. */
    private static byte[] read() {
        byte[] all = new byte[CODE_POINTS];
        try (InputStream in = CharacterClasses.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is not on the class path: build again");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    mark(all, line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE + " cannot be read", e);
        }
        return all;
    }

    private static void mark(byte[] all, String line) {
        int space = line.indexOf(' ', 2);
        int bits =
                switch (line.charAt(0)) {
                    case 'L' -> LETTER;
                    case 'N' -> NUMBER;
                    case 'S' -> SPACE;
                    case 'C' -> COMPOSES;
                    default ->
                        throw new IllegalStateException("resource " + RESOURCE + " has the unknown line " + line);
                };
        int last = Integer.parseInt(line, space + 1, line.length(), 16);
        for (int codePoint = Integer.parseInt(line, 2, space, 16); codePoint <= last; codePoint++) {
            all[codePoint] |= (byte) bits;
            if (bits == COMPOSES) {
                COMPOSING_BYTES[Utf8.first(codePoint)] = true;
            }
        }
    }
}
