package org.steelworks.data.bpe;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.VersionInfo;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Unicode's normalization form C as the tokenizer library has it, which knows the characters of Unicode 9: later ones
 * stay as they are and keep their neighbours apart. Time is n log n whatever the order of combining marks.
 */
final class CanonicalComposition {
    private static final VersionInfo KNOWN = VersionInfo.getInstance(9);
    private static final Normalizer2 COMPOSED = Normalizer2.getNFCInstance();
    private static final Normalizer2 DECOMPOSED = Normalizer2.getNFDInstance();

    private static final int STARTER = 0;
    private static final int NONE = -1;

    private static final int POINT_BITS = 21;
    private static final int CLASS_SHIFT = 55;

    /** Code points behind their place and that behind their combining class: a stable order of marks is that of numbers. */
    private long[] points = new long[64];

    private int count;

    private CanonicalComposition() {}

    /** Whether a text has a character that may compose, come apart or change its place. */
    static boolean concerns(byte[] text, int from, int to) {
        for (int at = from; at < to; at++) {
            if (CharacterClasses.mayCompose(text[at]) && CharacterClasses.composes(Utf8.codePoint(text, at))) {
                return true;
            }
        }
        return false;
    }

    /** The composed text. */
    static byte[] of(byte[] text, int from, int to) {
        if (!concerns(text, from, to)) {
            return Arrays.copyOfRange(text, from, to);
        }
        CanonicalComposition composition = new CanonicalComposition();
        for (int at = from; at < to; at += Utf8.length(text[at])) {
            composition.add(Utf8.codePoint(text, at));
        }
        composition.order();
        return composition.compose();
    }

    private static boolean isKnown(int codePoint) {
        return UCharacter.getAge(codePoint).compareTo(KNOWN) <= 0;
    }

    private void add(int codePoint) {
        String apart = isKnown(codePoint) ? DECOMPOSED.getDecomposition(codePoint) : null;
        if (apart == null) {
            append(codePoint);
        } else {
            apart.codePoints().forEach(this::append);
        }
    }

    private void append(int codePoint) {
        if (count == points.length) {
            points = Arrays.copyOf(points, 2 * count);
        }
        long combining = isKnown(codePoint) ? COMPOSED.getCombiningClass(codePoint) : STARTER;
        points[count] = combining << CLASS_SHIFT | (long) count << POINT_BITS | codePoint;
        count++;
    }

    private static int combiningClass(long point) {
        return (int) (point >>> CLASS_SHIFT);
    }

    private static int codePoint(long point) {
        return (int) point & (1 << POINT_BITS) - 1;
    }

    /** Sorts each run of marks by class. */
    private void order() {
        int start = 0;
        for (int end = 0; end <= count; end++) {
            if (end == count || combiningClass(points[end]) == STARTER) {
                Arrays.sort(points, start, end);
                start = end + 1;
            }
        }
    }

    private byte[] compose() {
        StringBuilder composed = new StringBuilder(count);
        StringBuilder marks = new StringBuilder();
        int starter = NONE;
        int lastClass = NONE;
        for (int i = 0; i < count; i++) {
            int next = codePoint(points[i]);
            int nextClass = combiningClass(points[i]);
            // a mark between the two keeps them apart unless its class is lower
            int both = starter != NONE && lastClass < nextClass ? pair(starter, next) : NONE;
            if (both >= 0) {
                starter = both;
            } else if (nextClass == STARTER) {
                append(composed, starter, marks);
                starter = next;
                lastClass = NONE;
            } else if (starter == NONE) {
                composed.appendCodePoint(next);
            } else {
                marks.appendCodePoint(next);
                lastClass = nextClass;
            }
        }
        append(composed, starter, marks);
        return composed.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int pair(int first, int second) {
        return isKnown(first) && isKnown(second) ? COMPOSED.composePair(first, second) : NONE;
    }

    private static void append(StringBuilder composed, int starter, StringBuilder marks) {
        if (starter != NONE) {
            composed.appendCodePoint(starter);
        }
        composed.append(marks);
        marks.setLength(0);
    }
}
