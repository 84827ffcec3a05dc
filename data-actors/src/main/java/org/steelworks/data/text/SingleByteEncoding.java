package org.steelworks.data.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The single-byte encodings that UTF-8 is most often mistaken for, in the order in which they are tried. ASCII is
 * itself in all of them. In a <em>sloppy</em> one a byte without a character stands for the C1 control of its number,
 * and byte 1A stands for U+FFFD, so that text which already lost bytes can still be encoded.
 */
enum SingleByteEncoding {
    LATIN_1("ISO-8859-1", false),
    WINDOWS_1252("windows-1252", true),
    WINDOWS_1251("windows-1251", true),
    WINDOWS_1250("windows-1250", true),
    WINDOWS_1253("windows-1253", true),
    WINDOWS_1254("windows-1254", true),
    WINDOWS_1257("windows-1257", true),
    ISO_8859_2("ISO-8859-2", false),
    MAC_ROMAN("x-MacRoman", false),
    CP_437("IBM437", false);

    static final byte LOST_BYTE = 0x1A;
    static final char LOST = '\uFFFD';

    private static final SingleByteEncoding[] ALL = values();
    private static final int NONE = 0;
    private static final short[] ENCODABLE = encodable();

    private final String upperHalf;
    private final Map<Character, Byte> bytes = new HashMap<>();
    private final boolean sloppy;

    SingleByteEncoding(String charset, boolean sloppy) {
        this.sloppy = sloppy;
        byte[] half = new byte[0x80];
        for (int i = 0; i < half.length; i++) {
            half[i] = (byte) (0x80 + i);
        }
        StringBuilder decoded = new StringBuilder(new String(half, Charset.forName(charset)));
        for (int i = 0; i < half.length; i++) {
            if (decoded.charAt(i) == LOST) {
                decoded.setCharAt(i, (char) (0x80 + i));
            }
            bytes.put(decoded.charAt(i), half[i]);
        }
        if (sloppy) {
            bytes.put(LOST, LOST_BYTE);
        }
        upperHalf = decoded.toString();
    }

    private static short[] encodable() {
        short[] masks = new short[0x10000];
        for (SingleByteEncoding encoding : ALL) {
            for (char c = 0; c < 0x80; c++) {
                if (!encoding.sloppy || c != LOST_BYTE) {
                    masks[c] |= encoding.bit();
                }
            }
            encoding.bytes.keySet().forEach(c -> masks[c] |= encoding.bit());
        }
        return masks;
    }

    /** One bit per encoding, for {@link #encodings}. */
    short bit() {
        return (short) (1 << ordinal());
    }

    boolean sloppy() {
        return sloppy;
    }

    /** The characters of bytes 80 to FF. */
    String upperHalf() {
        return upperHalf;
    }

    /** The bits of the encodings that have every character of {@code text}. */
    static int encodings(String text) {
        int mask = (1 << ALL.length) - 1;
        for (int i = 0; i < text.length() && mask != NONE; i++) {
            mask &= ENCODABLE[text.charAt(i)];
        }
        return mask;
    }

    /** The bytes of a text all of whose characters this encoding has. */
    byte[] encode(String text) {
        if (this == LATIN_1) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] encoded = new byte[text.length()];
        for (int i = 0; i < encoded.length; i++) {
            char c = text.charAt(i);
            encoded[i] = c < 0x80 ? (byte) c : bytes.get(c);
        }
        return encoded;
    }
}
