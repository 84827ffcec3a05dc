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
    /** Entries by their first code point, where they are not in {@link #single}; the longest first. */
    private final Map<Integer, Entry[]> entries = new HashMap<>();

    private record Entry(String from, String to) {}

    /**
     * @param phrases phrase to replacement
     * @param characters one code point to its replacement
     */
    public ChineseConversion(Map<String, String> phrases, Map<String, String> characters) {
        for (int c = 0; c < single.length; c++) {
            single[c] = Character.isHighSurrogate((char) c) ? LOOK_CLOSER : (char) c;
        }
        Map<Integer, List<Entry>> byFirst = new HashMap<>();
        phrases.forEach((from, to) -> {
            if (from.isEmpty()) {
                throw new IllegalArgumentException("an empty phrase cannot be converted (its value is \"" + to + "\")");
            }
            byFirst.computeIfAbsent(from.codePointAt(0), c -> new ArrayList<>()).add(new Entry(from, to));
        });
        characters.forEach((from, to) -> addCharacter(from, to, byFirst));
        byFirst.forEach((first, list) -> {
            list.sort(Comparator.comparingInt((Entry entry) -> entry.from().length())
                    .reversed());
            entries.put(first, list.toArray(Entry[]::new));
            if (first < single.length) {
                single[first] = LOOK_CLOSER;
            }
        });
    }

    private void addCharacter(String from, String to, Map<Integer, List<Entry>> byFirst) {
        if (from.codePointCount(0, from.length()) != 1) {
            throw new IllegalArgumentException("character table entry \"" + from + "\" is not one character");
        }
        int codePoint = from.codePointAt(0);
        if (from.length() == 1 && to.length() == 1 && !byFirst.containsKey(codePoint)) {
            single[codePoint] = to.charAt(0);
        } else {
            byFirst.computeIfAbsent(codePoint, c -> new ArrayList<>()).add(new Entry(from, to));
        }
    }

    /** The converted text; the argument itself when nothing changes. */
    public String convert(String text) {
        int nul = text.indexOf('\0');
        int length = nul < 0 ? text.length() : nul;
        StringBuilder out = null;
        int copied = 0;
        int at = 0;
        while (at < length) {
            char c = text.charAt(at);
            char to = single[c];
            if (to == c) {
                at++;
                continue;
            }
            Entry entry = to == LOOK_CLOSER ? entryAt(text, at, length) : null;
            if (to == LOOK_CLOSER && entry == null) {
                at += Character.charCount(text.codePointAt(at));
                continue;
            }
            out = out == null ? new StringBuilder(length + 16) : out;
            out.append(text, copied, at);
            if (entry == null) {
                out.append(to);
                at++;
            } else {
                out.append(entry.to());
                at += entry.from().length();
            }
            copied = at;
        }
        if (out == null) {
            return nul < 0 ? text : text.substring(0, length);
        }
        String converted = out.append(text, copied, length).toString();
        return converted.equals(text) ? text : converted;
    }

    private Entry entryAt(String text, int at, int length) {
        Entry[] candidates = entries.get(text.codePointAt(at));
        if (candidates != null) {
            for (Entry entry : candidates) {
                if (at + entry.from().length() <= length && text.startsWith(entry.from(), at)) {
                    return entry;
                }
            }
        }
        return null;
    }
}
