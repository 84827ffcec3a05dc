package org.steelworks.data.bpe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tokens and their ids. Filled by one thread; afterwards safe for any. */
public final class Vocabulary {
    /** What a text has that is no token. */
    public static final int NONE = -1;

    private final TextPool texts = new TextPool();
    private int[] ids = new int[1 << 7];
    /** One more than a token's number, at the place that its text hashes to or behind; 0 is free. */
    private int[] slots = new int[1 << 8];

    private int largestId = NONE;

    /** Adds a token; one that is there already gets the new id. */
    public void put(String text, int id) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int slot = slot(utf8, 0, utf8.length);
        if (slots[slot] != 0) {
            ids[slots[slot] - 1] = id;
        } else {
            int number = texts.add(text);
            if (number == ids.length) {
                ids = Arrays.copyOf(ids, number + (number >> 1));
            }
            ids[number] = id;
            slots[slot] = number + 1;
            if (2 * texts.size() > slots.length) {
                rehash(2 * slots.length);
            }
        }
        largestId = Math.max(largestId, id);
    }

    /** Gives back what was reserved for more tokens. */
    public void trim() {
        texts.trim();
        ids = Arrays.copyOf(ids, texts.size());
    }

    /** Distinct tokens. */
    public int size() {
        return texts.size();
    }

    /** The largest id that was given, or {@link #NONE}. */
    public int largestId() {
        return largestId;
    }

    /** The id of a token, or {@link #NONE}. */
    public int id(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return id(utf8, 0, utf8.length);
    }

    int id(byte[] utf8, int from, int to) {
        int number = slots[slot(utf8, from, to)] - 1;
        return number < 0 ? NONE : ids[number];
    }

    /** The token of a number from 0 to {@link #size}, in the order of adding. */
    public String text(int number) {
        return texts.text(number);
    }

    /** The id of the token of a number. */
    public int idOf(int number) {
        return ids[number];
    }

    TextPool texts() {
        return texts;
    }

    private int slot(byte[] utf8, int from, int to) {
        int mask = slots.length - 1;
        int slot = hash(utf8, from, to, slots.length);
        while (slots[slot] != 0 && !isAt(slots[slot] - 1, utf8, from, to)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean isAt(int number, byte[] utf8, int from, int to) {
        return Arrays.equals(texts.bytes(), texts.start(number), texts.end(number), utf8, from, to);
    }

    private void rehash(int capacity) {
        slots = new int[capacity];
        for (int number = 0; number < texts.size(); number++) {
            int slot = hash(texts.bytes(), texts.start(number), texts.end(number), capacity);
            while (slots[slot] != 0) {
                slot = slot + 1 & capacity - 1;
            }
            slots[slot] = number + 1;
        }
    }

    /** The last multiplication keeps similar tokens, of which there are many, from lying side by side. */
    private static int hash(byte[] utf8, int from, int to, int capacity) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + utf8[i];
        }
        return hash * 0x9E3779B1 >>> Integer.numberOfLeadingZeros(capacity) + 1;
    }
}
