package org.steelworks.data.piece;

/**
 * A text as the pieces expect it: user-defined pieces as they are, everything else replaced by the model's table, blanks
 * joined and made visible. Immutable, safe for any thread.
 */
final class PieceNormalizer {
    private static final byte[] VISIBLE_BLANK = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};
    private static final byte[] BLANK = {' '};

    private final PieceModel.NormalizationRules rules;
    private final ReplacementTable table;
    private final PieceTrie userDefined;
    private final byte[] blank;

    PieceNormalizer(PieceModel model) {
        rules = model.rules();
        table = new ReplacementTable(rules.charsMap());
        userDefined = new PieceTrie(model.pieces(), kind -> kind == PieceModel.Kind.USER_DEFINED);
        blank = rules.visibleBlanks() ? VISIBLE_BLANK : BLANK;
    }

    /** @param text UTF-8 without faults */
    ByteSink normalize(byte[] text) {
        Source source = new Source(text);
        ByteSink out = new ByteSink(text.length + text.length / 2);
        if (rules.singleBlanks()) {
            while (source.next() && source.isOneBlank()) {
                // a blank at the beginning goes
            }
            source.again();
        }
        if (source.ended()) {
            return out;
        }
        if (rules.blankInFront()) {
            addBlank(out);
        }
        boolean behindBlank = rules.singleBlanks();
        while (source.next()) {
            int start = source.start;
            while (behindBlank && start < source.end && source.bytes[start] == ' ') {
                start++;
            }
            if (start < source.end) {
                add(out, source.bytes, start, source.end);
                behindBlank = source.bytes[source.end - 1] == ' ';
            }
            behindBlank &= rules.singleBlanks();
        }
        if (rules.singleBlanks()) {
            while (out.endsWith(blank)) {
                out.dropLast(blank.length);
            }
        }
        if (rules.blankBehind()) {
            addBlank(out);
        }
        return out;
    }

    private void add(ByteSink out, byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == ' ') {
                addBlank(out);
            } else {
                out.add(bytes[i]);
            }
        }
    }

    private void addBlank(ByteSink out) {
        out.add(blank, 0, blank.length);
    }

    /** Walks over a text by what is replaced at once. */
    private final class Source {
        private final byte[] text;
        private int at;
        private int last;
        private byte[] bytes;
        private int start;
        private int end;

        Source(byte[] text) {
            this.text = text;
        }

        /** Takes the next sequence; its replacement is {@code bytes} from {@code start} to {@code end}. */
        boolean next() {
            last = at;
            if (at == text.length) {
                return false;
            }
            int own = userDefined.longest(text, at, text.length);
            long replaced = own > 0 ? 0 : table.longest(text, at, text.length);
            if (replaced != 0) {
                bytes = table.replacements();
                start = (int) replaced;
                end = table.end(start);
                at += (int) (replaced >>> 32);
            } else {
                bytes = text;
                start = at;
                at += own > 0 ? own : Utf8.announced(text, at, text.length);
                end = at;
            }
            return true;
        }

        /** Goes back before the sequence that was taken last. */
        void again() {
            at = last;
        }

        boolean ended() {
            return at == text.length;
        }

        boolean isOneBlank() {
            return end - start == 1 && bytes[start] == ' ';
        }
    }
}
