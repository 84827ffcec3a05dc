package org.steelworks.data.text;

/** Reader of compact character lists: hexadecimal code points and ranges separated by spaces, as {@code "A0 2013-2015"}. */
final class CharRanges {
    private CharRanges() {}

    /** Receives each UTF-16 unit of a list. */
    interface Sink {
        void accept(char c);
    }

    static void each(String ranges, Sink sink) {
        for (String range : ranges.strip().split("\\s+")) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16);
            for (int c = first; c <= last; c++) {
                sink.accept((char) c);
            }
        }
    }
}
