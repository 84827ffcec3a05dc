package org.steelworks.data.bpe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Many short texts as UTF-8, one behind the other, by number from 0: a fraction of what as many strings take. */
public final class TextPool {
    private byte[] bytes = new byte[1 << 10];
    private int[] ends = new int[1 << 7];
    private int size;

    /** Appends a text, returns its number. */
    public int add(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int start = end(size - 1);
        if (bytes.length - start < utf8.length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(start, utf8.length), start + (start >> 1)));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size + (size >> 1));
        }
        System.arraycopy(utf8, 0, bytes, start, utf8.length);
        ends[size] = start + utf8.length;
        return size++;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** The text with this number. */
    public String text(int number) {
        int start = start(number);
        return new String(bytes, start, ends[number] - start, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int number) {
        return end(number - 1);
    }

    int end(int number) {
        return number < 0 ? 0 : ends[number];
    }

    /** Gives back what was reserved for more. */
    void trim() {
        bytes = Arrays.copyOf(bytes, end(size - 1));
        ends = Arrays.copyOf(ends, size);
    }
}
