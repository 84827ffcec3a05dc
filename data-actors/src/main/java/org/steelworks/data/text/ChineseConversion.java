package org.steelworks.data.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * OpenCC's conversion by a phrase and a character dictionary, as one scan: at each position the longest phrase that
 * starts there, else the character's entry, else the character itself. Text from a NUL on is cut off, as OpenCC does.
 * Immutable.
 */
public final class ChineseConversion {
    /**
     * In {@link #single}: {@link #entries} decide, because a phrase may begin here, or the character or its replacement
     * lies outside the basic plane. No text reaches the table with a NUL, so that can be the mark.
     */
    private static final char LOOK_CLOSER = 0;

    private final char[] single = new char[0x10000];
    /** Entries by the first UTF-16 unit, where they are not in {@link #single}; the longest first. */
    private final Entry[][] entries = new Entry[0x10000][];

    /** Both as UTF-16 units. */
    private record Entry(char[] from, char[] to) {
        Entry(String from, String to) {
            this(from.toCharArray(), to.toCharArray());
        }
    }

    /**
     * @param phrases phrase to replacement
     * @param characters one code point to its replacement
     */
    public ChineseConversion(Map<String, String> phrases, Map<String, String> characters) {
        for (int c = 0; c < single.length; c++) {
            single[c] = Character.isHighSurrogate((char) c) ? LOOK_CLOSER : (char) c;
        }
        Map<Character, List<Entry>> byFirst = new HashMap<>();
        phrases.forEach((from, to) -> {
            if (from.isEmpty()) {
                throw new IllegalArgumentException("an empty phrase cannot be converted (its value is \"" + to + "\")");
            }
            byFirst.computeIfAbsent(from.charAt(0), c -> new ArrayList<>()).add(new Entry(from, to));
        });
        characters.forEach((from, to) -> addCharacter(from, to, byFirst));
        byFirst.forEach((first, list) -> {
            list.sort(Comparator.comparingInt((Entry entry) -> entry.from().length)
                    .reversed());
            entries[first] = list.toArray(Entry[]::new);
            single[first] = LOOK_CLOSER;
        });
    }

    private void addCharacter(String from, String to, Map<Character, List<Entry>> byFirst) {
        if (from.codePointCount(0, from.length()) != 1) {
            throw new IllegalArgumentException("character table entry \"" + from + "\" is not one character");
        }
        char first = from.charAt(0);
        if (from.length() == 1 && to.length() == 1 && !byFirst.containsKey(first)) {
            single[first] = to.charAt(0);
        } else {
            byFirst.computeIfAbsent(first, c -> new ArrayList<>()).add(new Entry(from, to));
        }
    }

    /** The converted text; the argument itself when nothing changes. */
    public String convert(String text) {
        char[] chars = text.toCharArray();
        int length = 0;
        while (length < chars.length && chars[length] != 0) {
            length++;
        }
        int same = 0;
        while (same < length && single[chars[same]] == chars[same]) {
            same++;
        }
        if (same == length) {
            return length == chars.length ? text : text.substring(0, length);
        }
        CharBuilder out = new CharBuilder(length + 16);
        out.append(chars, 0, same);
        int at = same;
        while (at < length) {
            char c = chars[at];
            char to = single[c];
            if (to != LOOK_CLOSER) {
                out.append(to);
                at++;
                continue;
            }
            Entry entry = entryAt(chars, at, length);
            if (entry != null) {
                out.append(entry.to(), 0, entry.to().length);
                at += entry.from().length;
            } else {
                out.append(c);
                at++;
                if (Character.isHighSurrogate(c) && at < chars.length && Character.isLowSurrogate(chars[at])) {
                    out.append(chars[at]);
                    at++;
                }
            }
        }
        String converted = out.toString();
        return converted.equals(text) ? text : converted;
    }

    private Entry entryAt(char[] chars, int at, int length) {
        Entry[] candidates = entries[chars[at]];
        if (candidates != null) {
            for (Entry entry : candidates) {
                if (startsWith(chars, at, length, entry.from())) {
                    return entry;
                }
            }
        }
        return null;
    }

    private static boolean startsWith(char[] chars, int at, int length, char[] phrase) {
        if (length - at < phrase.length) {
            return false;
        }
        for (int i = 1; i < phrase.length; i++) {
            if (chars[at + i] != phrase[i]) {
                return false;
            }
        }
        return true;
    }
}
