package org.steelworks.data.text;

/**
 * The matches of one text, in order. A chain is the longest sequence of units from a head's end on, a unit being one
 * plain character or one group: the link ends behind the last unit that may close it and is not the first. Chain and
 * runs are remembered, because neighbouring starts share them. For one thread.
 */
final class LinkSearch {
    private static final String NOT_CLOSING = "`!()[]{};:'\".,<>?\u00AB\u00BB\u201C\u201D\u2018\u2019";

    private final char[] text;
    private final int length;
    private int start;
    private int end;

    /** What a head may have at its end: none that is looked for ends before. */
    private int anchor = -1;

    private int wordRunEnd;
    private int hostRunEnd;
    private int chainFrom = -1;
    private int closingStart;
    private int closingEnd;

    LinkSearch(char[] text) {
        this.text = text;
        this.length = text.length;
    }

    /** Whether there is another match; it is then at {@link #start} and {@link #end}. */
    boolean next() {
        int at = end;
        while (findAnchor(at)) {
            at = firstStart(at);
            while (at < anchor) {
                if (!isHost(text[at])) {
                    at++;
                } else if (atBorder(at) && matchAt(at)) {
                    return true;
                } else {
                    at = afterWord(at);
                }
            }
            at = Math.max(at, anchor + 1);
        }
        return false;
    }

    /**
     * Looks, from a place on, for what no head is without: a colon and a character that may follow it, {@code www}, or a
     * letter and a slash.
     */
    private boolean findAnchor(int from) {
        for (int i = from; i < length; i++) {
            char c = text[i];
            boolean found = c == ':'
                            && i + 1 < length
                            && (text[i + 1] == '/' || text[i + 1] == '%' || isHost(text[i + 1]))
                    || c == '/' && i > from && isLetter(text[i - 1])
                    || (c | 0x20) == 'w' && i - 2 >= from && (text[i - 1] | 0x20) == 'w' && (text[i - 2] | 0x20) == 'w';
            if (found) {
                anchor = i;
                return true;
            }
        }
        return false;
    }

    /** The first place, from {@code least} on, with nothing up to the anchor that no head has. */
    private int firstStart(int least) {
        int first = anchor;
        while (first > least) {
            int codePoint = Character.codePointBefore(text, first);
            if (codePoint != '.' && codePoint != '-' && !PythonCharacters.isRegexWord(codePoint)) {
                break;
            }
            first -= Character.charCount(codePoint);
        }
        return first;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** No border lies inside a run of ASCII letters and digits. */
    private int afterWord(int from) {
        int at = from + 1;
        if (isAsciiWord(text[from])) {
            while (at < length && isAsciiWord(text[at])) {
                at++;
            }
        }
        return at;
    }

    private boolean atBorder(int at) {
        boolean before = at > 0 && PythonCharacters.isRegexWord(Character.codePointBefore(text, at));
        return before != PythonCharacters.isRegexWord(Character.codePointAt(text, at));
    }

    private boolean matchAt(int at) {
        int found = matchScheme(at);
        if (found < 0) {
            found = matchWww(at);
        }
        if (found < 0) {
            found = matchHost(at);
        }
        if (found < 0) {
            return false;
        }
        start = at;
        end = found;
        return true;
    }

    /** {@code [a-z][\w-]+:(?:/{1,3}|[a-z0-9%])} then body and closing. */
    private int matchScheme(int at) {
        if (!isLetter(text[at])) {
            return -1;
        }
        if (wordRunEnd <= at) {
            wordRunEnd = at;
            while (wordRunEnd < length) {
                int codePoint = Character.codePointAt(text, wordRunEnd);
                if (codePoint != '-' && !PythonCharacters.isRegexWord(codePoint)) {
                    break;
                }
                wordRunEnd += Character.charCount(codePoint);
            }
        }
        int colon = wordRunEnd;
        if (colon < at + 2 || colon + 1 >= length || text[colon] != ':') {
            return -1;
        }
        char c = text[colon + 1];
        if (c != '/') {
            return isLetter(c) || c >= '0' && c <= '9' || c == '%' ? closing(colon + 2, colon + 2) : -1;
        }
        int afterSlashes = colon + 2;
        while (afterSlashes < length && afterSlashes < colon + 4 && text[afterSlashes] == '/') {
            afterSlashes++;
        }
        for (int body = afterSlashes; body > colon + 1; body--) {
            int found = closing(colon + 2, body);
            if (found >= 0) {
                return found;
            }
        }
        return -1;
    }

    /** {@code www\d{0,3}[.]} then body and closing. */
    private int matchWww(int at) {
        int dot = at + 3;
        if (dot >= length) {
            return -1;
        }
        for (int i = at; i < dot; i++) {
            if ((text[i] | 0x20) != 'w') {
                return -1;
            }
        }
        for (int digits = 0; digits < 3 && dot < length; digits++) {
            int codePoint = Character.codePointAt(text, dot);
            if (!PythonCharacters.isDigit(codePoint)) {
                break;
            }
            dot += Character.charCount(codePoint);
        }
        return dot < length && text[dot] == '.' ? closing(dot + 1, dot + 1) : -1;
    }

    /**
     * {@code [a-z0-9.\-]+[.][a-z]{2,4}/} then body and closing. The slash can only stand behind the whole run of host
     * characters, and the dot can only be the run's last.
     */
    private int matchHost(int at) {
        if (hostRunEnd <= at) {
            hostRunEnd = at;
            while (hostRunEnd < length && isHost(text[hostRunEnd])) {
                hostRunEnd++;
            }
        }
        int slash = hostRunEnd;
        if (slash >= length || text[slash] != '/') {
            return -1;
        }
        int dot = slash - 1;
        while (dot > at && slash - dot <= 5 && isLetter(text[dot])) {
            dot--;
        }
        int letters = slash - dot - 1;
        boolean host = dot > at && text[dot] == '.' && letters >= 2 && letters <= 4;
        return host ? closing(slash + 1, slash + 1) : -1;
    }

    /**
     * End of the link whose body begins at {@code body}, a unit border of the chain from {@code from}; -1 if it has no
     * closing unit behind the body's first.
     */
    private int closing(int from, int body) {
        if (chainFrom != from) {
            chainFrom = from;
            closingStart = -1;
            int at = from;
            for (int next = unitEnd(at); next >= 0; next = unitEnd(at)) {
                if (mayClose(at)) {
                    closingStart = at;
                    closingEnd = next;
                }
                at = next;
            }
        }
        return closingStart > body ? closingEnd : -1;
    }

    private boolean mayClose(int unit) {
        char c = text[unit];
        return c == '(' || NOT_CLOSING.indexOf(c) < 0;
    }

    private int unitEnd(int at) {
        if (at >= length) {
            return -1;
        }
        char c = text[at];
        if (c == '(') {
            return groupEnd(at);
        }
        return isPlain(c) ? at + Character.charCount(Character.codePointAt(text, at)) : -1;
    }

    /** {@code \((plain+|(\(plain+\)))*\)} at an opening parenthesis; -1 if it does not match. */
    private int groupEnd(int open) {
        int at = open + 1;
        while (at < length) {
            char c = text[at];
            if (c == ')') {
                return at + 1;
            }
            if (c == '(') {
                int inner = at + 1;
                while (inner < length && isPlain(text[inner])) {
                    inner++;
                }
                if (inner == at + 1 || inner == length || text[inner] != ')') {
                    return -1;
                }
                at = inner + 1;
            } else if (isPlain(c)) {
                at++;
            } else {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isPlain(char c) {
        return c != '(' && c != ')' && c != '<' && c != '>' && !PythonCharacters.isRegexSpace(c);
    }

    /** {@code [a-z]} ignoring case: the three extra characters fold to i, s and k. */
    private static boolean isLetter(char c) {
        return PythonCharacters.isAsciiLetter(c) || c == 0x130 || c == 0x17F || c == 0x212A;
    }

    private static boolean isAsciiWord(char c) {
        return PythonCharacters.isAsciiLetter(c) || c >= '0' && c <= '9';
    }

    private static boolean isHost(char c) {
        return isAsciiWord(c) || c == '.' || c == '-' || isLetter(c);
    }
}
