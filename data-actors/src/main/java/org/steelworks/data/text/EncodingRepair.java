package org.steelworks.data.text;

/**
 * Repairs text that was encoded as UTF-8 and decoded as something else, possibly several times over and possibly only
 * in places, as ftfy 6 does with its default options. Text that does not look {@linkplain MojibakeRule bad} is left
 * alone.
 */
final class EncodingRepair {
    /** Decoding shortens a text, so few passes change it; the bound only makes termination evident. */
    private static final int MAX_PASSES = 64;

    private EncodingRepair() {}

    /** The repaired text; the argument itself when nothing changes. */
    static String repair(String text) {
        String current = text;
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            String next = step(current);
            if (next.equals(current)) {
                break;
            }
            current = next;
        }
        return current;
    }

    private static String step(String text) {
        if (!MojibakeRule.isBad(text)) {
            return text;
        }
        int encodings = SingleByteEncoding.encodings(text);
        for (SingleByteEncoding encoding : SingleByteEncoding.values()) {
            if ((encodings & encoding.bit()) != 0) {
                String decoded = decodeAsUtf8(text, encoding);
                if (decoded != null) {
                    return decoded;
                }
            }
        }
        String inPlaces = EmbeddedMojibake.repair(text);
        if (!inPlaces.equals(text)) {
            return inPlaces;
        }
        if ((encodings & SingleByteEncoding.LATIN_1.bit()) != 0) {
            String windows = asWindows1252(text);
            if (windows != null && !windows.equals(text)) {
                return windows;
            }
        }
        return CharacterRepair.replaceC1(text);
    }

    private static String decodeAsUtf8(String text, SingleByteEncoding encoding) {
        byte[] bytes = encoding.encode(text);
        // In Mac Roman the pattern would match an en dash and a space.
        if (encoding != SingleByteEncoding.MAC_ROMAN) {
            bytes = AlteredUtf8.restoreA0(bytes);
        }
        if (encoding.sloppy()) {
            bytes = AlteredUtf8.replaceLossy(bytes);
        }
        return Utf8Variants.decode(bytes);
    }

    /** Latin-1 text read as strict windows-1252; null if it has a byte that windows-1252 leaves unassigned. */
    private static String asWindows1252(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D) {
                return null;
            }
        }
        return CharacterRepair.replaceC1(text);
    }
}
