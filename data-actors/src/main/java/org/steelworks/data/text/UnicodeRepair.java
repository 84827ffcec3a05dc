package org.steelworks.data.text;

import com.ibm.icu.text.FilteredNormalizer2;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;

/**
 * Repairs what went wrong with a text on its way through encodings, mark-up and fonts: the result of ftfy 6's
 * {@code fix_text} with default options and a chosen normalization. Works line by line; from the first line with a
 * {@code <} on, character references are taken to be meant. Immutable.
 */
public final class UnicodeRepair {
    /** The normalization forms of Unicode. */
    public enum Form {
        NFC,
        NFD,
        NFKC,
        NFKD
    }

    /** A longer line is repaired in pieces of this many code points. */
    static final int LONGEST_SEGMENT = 1_000_000;

    /** A segment that still changes after so many passes (references to references and so on) stays as it then is. */
    static final int MAX_PASSES = 256;

    private static final int CHANGES = 1;
    private static final int REFERENCE = 2;
    private static final int MARKUP = 4;
    private static final int SUSPECT = 8;
    private static final int UNNORMALIZED = 16;

    private final Normalizer2 normalizer;
    private final byte[] marks = new byte[0x10000];

    public UnicodeRepair(Form form) {
        // Characters younger than Unicode 14, the version of the reference results, stay as they are.
        normalizer = new FilteredNormalizer2(base(form), new UnicodeSet("[:age=14.0:]").freeze());
        for (int c = 0; c < marks.length; c++) {
            marks[c] = (byte) marksOf((char) c);
        }
        unsettled(form).forEach(range -> {
            for (int c = range.codepoint; c <= Math.min(range.codepointEnd, marks.length - 1); c++) {
                marks[c] |= UNNORMALIZED;
            }
        });
    }

    /** What may not be normalized, alone or beside others; all else is, whatever stands beside it. */
    static Iterable<UnicodeSet.EntryRange> unsettled(Form form) {
        return new UnicodeSet("[[:Cs:][[:age=14.0:]&[[:^ccc=0:][:^%s_QC=Yes:]]]]".formatted(form)).ranges();
    }

    private static Normalizer2 base(Form form) {
        return switch (form) {
            case NFC -> Normalizer2.getNFCInstance();
            case NFD -> Normalizer2.getNFDInstance();
            case NFKC -> Normalizer2.getNFKCInstance();
            case NFKD -> Normalizer2.getNFKDInstance();
        };
    }

    private int marksOf(char c) {
        int bits = CharacterRepair.changes(c) ? CHANGES : 0;
        if (c == '&') {
            bits |= REFERENCE;
        }
        if (c == '<') {
            bits |= MARKUP;
        }
        if (MojibakeRule.isSuspect(c)) {
            bits |= SUSPECT;
        }
        return bits;
    }

    /** The repaired text; the argument itself when nothing changes. */
    public String repair(String text) {
        char[] chars = text.toCharArray();
        if ((marks(chars, 0, chars.length) & ~MARKUP) == 0) {
            return text;
        }
        CharBuilder out = null;
        int copied = 0;
        boolean references = true;
        for (int start = 0; start < text.length(); ) {
            int end = segmentEnd(text, start);
            int found = marks(chars, start, end);
            references &= (found & MARKUP) == 0;
            if ((found & SUSPECT) != 0 && !MojibakeRule.isBad(text, start, end)) {
                found &= ~SUSPECT;
            }
            if (needsRepair(found, references)) {
                String segment = text.substring(start, end);
                String repaired = repairSegment(segment, found, references);
                if (!repaired.equals(segment)) {
                    out = out == null ? new CharBuilder(chars.length + 16) : out;
                    out.append(chars, copied, start);
                    out.append(repaired);
                    copied = end;
                }
            }
            start = end;
        }
        if (out == null) {
            return text;
        }
        out.append(chars, copied, chars.length);
        return out.toString();
    }

    private static boolean needsRepair(int found, boolean references) {
        return (found & ~(MARKUP | REFERENCE)) != 0 || references && (found & REFERENCE) != 0;
    }

    private int marks(String text) {
        return marks(text.toCharArray(), 0, text.length());
    }

    private int marks(char[] chars, int from, int to) {
        int found = 0;
        for (int i = from; i < to; i++) {
            found |= marks[chars[i]];
        }
        return found;
    }

    private static int segmentEnd(String text, int start) {
        int lineFeed = text.indexOf('\n', start);
        int end = lineFeed < 0 ? text.length() : lineFeed + 1;
        if (end - start > LONGEST_SEGMENT && text.codePointCount(start, end) > LONGEST_SEGMENT) {
            return text.offsetByCodePoints(start, LONGEST_SEGMENT);
        }
        return end;
    }

    private String repairSegment(String segment, int marked, boolean references) {
        String current = segment;
        int found = marked;
        for (int pass = 0; pass < MAX_PASSES && needsRepair(found, references); pass++) {
            String next = references && (found & REFERENCE) != 0 ? HtmlReferences.decode(current) : current;
            if (((next.equals(current) ? found : marks(next)) & SUSPECT) != 0) {
                next = EncodingRepair.repair(next);
            }
            next = normalized(CharacterRepair.repair(next));
            if (next.equals(current)) {
                break;
            }
            current = next;
            found = marks(current);
        }
        return current;
    }

    private String normalized(String text) {
        boolean settled = (marks(text) & UNNORMALIZED) == 0 || normalizer.isNormalized(text);
        return settled ? text : normalizer.normalize(text);
    }
}
