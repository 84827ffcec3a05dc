package org.steelworks.data.text;

import java.util.Arrays;

/** A growing text whose parts come from arrays. Not thread-safe. */
public final class CharBuilder {
    private char[] chars;
    private int size;

    public CharBuilder(int capacity) {
        chars = new char[Math.max(16, capacity)];
    }

    public void append(char c) {
        if (size == chars.length) {
            grow(1);
        }
        chars[size++] = c;
    }

    public void append(char[] from, int start, int end) {
        grow(end - start);
        System.arraycopy(from, start, chars, size, end - start);
        size += end - start;
    }

    public void append(String text) {
        grow(text.length());
        text.getChars(0, text.length(), chars, size);
        size += text.length();
    }

    private void grow(int more) {
        if (chars.length - size < more) {
            chars = Arrays.copyOf(chars, Math.max(chars.length + (chars.length >> 1), size + more));
        }
    }

    @Override
    public String toString() {
        return new String(chars, 0, size);
    }
}
