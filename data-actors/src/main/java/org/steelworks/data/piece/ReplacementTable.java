package org.steelworks.data.piece;

import java.util.Arrays;

/**
 * Replacements of byte sequences, as a SentencePiece model carries them in {@code precompiled_charsmap}: the byte
 * length of a double-array trie (32 bits, little-endian), the trie, and the replacements, each ended by a zero byte.
 * The trie's value for a sequence is where its replacement begins. A unit of the trie is 32 bits of the Darts-clone
 * library: bits 0 to 7 label, 8 whether a value follows, 9 whether the offset is in steps of 256, 10 to 30 offset; a
 * unit with bit 31 is a value.
 */
final class ReplacementTable {
    private static final int VALUE_BIT = 1 << 31;

    private final int[] units;
    private final byte[] replacements;

    /** @param charsMap may be empty, then nothing is replaced */
    ReplacementTable(byte[] charsMap) {
        if (charsMap.length == 0) {
            units = new int[0];
            replacements = new byte[0];
            return;
        }
        int trieBytes = charsMap.length < 4 ? -1 : littleEndian(charsMap, 0);
        if (trieBytes < 0 || trieBytes > charsMap.length - 4 || trieBytes % 4 != 0) {
            throw new InvalidPieceModel("the SentencePiece model's replacement table is damaged: its trie is said to"
                    + " have " + trieBytes + " of " + charsMap.length + " bytes");
        }
        units = new int[trieBytes / 4];
        for (int i = 0; i < units.length; i++) {
            units[i] = littleEndian(charsMap, 4 + 4 * i);
        }
        replacements = Arrays.copyOfRange(charsMap, 4 + trieBytes, charsMap.length);
    }

    private static int littleEndian(byte[] bytes, int at) {
        return bytes[at] & 0xFF
                | (bytes[at + 1] & 0xFF) << 8
                | (bytes[at + 2] & 0xFF) << 16
                | (bytes[at + 3] & 0xFF) << 24;
    }

    /**
     * The longest sequence that begins at {@code from} and has a replacement.
     *
     * @return its length in the upper half and the replacement's place in the lower one; 0 where there is none
     */
    long longest(byte[] text, int from, int to) {
        long found = 0;
        int node = units.length == 0 ? -1 : offset(units[0]);
        for (int at = from; at < to; at++) {
            int label = text[at] & 0xFF;
            node ^= label;
            if (node < 0 || node >= units.length || (units[node] & (VALUE_BIT | 0xFF)) != label) {
                return found;
            }
            int unit = units[node];
            node ^= offset(unit);
            if ((unit >>> 8 & 1) != 0 && node >= 0 && node < units.length) {
                found = (long) (at + 1 - from) << 32 | units[node] & ~VALUE_BIT;
            }
        }
        return found;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    /** The replacements one behind the other. */
    byte[] replacements() {
        return replacements;
    }

    /** Where the replacement that begins at {@code place} ends. */
    int end(int place) {
        int end = place;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        return end;
    }
}
