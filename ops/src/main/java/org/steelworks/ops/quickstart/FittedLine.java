package org.steelworks.ops.quickstart;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of progress made of parts, two spaces between them, that fits a terminal: what matters least is left out, and a
 * curve takes the columns that the others leave. Not thread-safe.
 */
public final class FittedLine {
    private static final int LEAST_BARS = 8;
    private static final int MOST_BARS = 24;
    private static final String GAP = "  ";

    /** {@code values} is null but for the curve; {@code rank} 0 stays, the highest goes first. */
    private record Part(String text, int rank, List<Double> values) {}

    private final List<Part> parts = new ArrayList<>();

    /** Adds a part that stays. An empty one is no part. */
    public FittedLine add(String text) {
        return add(text, 0);
    }

    /** Adds a part that may be left out, those of the highest rank first. */
    public FittedLine add(String text, int rank) {
        if (!text.isEmpty()) {
            parts.add(new Part(text, rank, null));
        }
        return this;
    }

    /** Adds a curve of the values so far; it needs {@value #LEAST_BARS} columns or is left out as its rank says. */
    public FittedLine curve(List<Double> values, int rank) {
        if (!values.isEmpty()) {
            parts.add(new Part("", rank, values));
        }
        return this;
    }

    /** Adds the parts of another line. */
    public FittedLine add(FittedLine other) {
        parts.addAll(other.parts);
        return this;
    }

    /** The line in at most {@code columns}, cut where even the parts that stay are too long. */
    public String fit(int columns, DisplayWidth width) {
        List<Part> kept = new ArrayList<>(parts);
        while (columnsOf(kept, width) > columns) {
            Part least = kept.stream()
                    .filter(part -> part.rank() > 0)
                    .max((a, b) -> Integer.compare(a.rank(), b.rank()))
                    .orElse(null);
            if (least == null) {
                return width.cut(text(kept, 0), columns);
            }
            kept.remove(least);
        }
        int spare = (columns - columnsOf(kept, width)) / width.of(Sparkline.BARS.substring(0, 1));
        return text(kept, Math.min(MOST_BARS, LEAST_BARS + spare));
    }

    private static int columnsOf(List<Part> parts, DisplayWidth width) {
        return width.of(text(parts, LEAST_BARS));
    }

    private static String text(List<Part> parts, int bars) {
        List<String> texts = new ArrayList<>();
        for (Part part : parts) {
            texts.add(part.values() == null ? part.text() : Sparkline.of(part.values(), bars));
        }
        return String.join(GAP, texts);
    }
}
