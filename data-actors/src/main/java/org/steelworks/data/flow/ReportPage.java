package org.steelworks.data.flow;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.Operator;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.evidence.Bins;
import org.steelworks.data.evidence.DuplicatePair;
import org.steelworks.data.evidence.Evidence;
import org.steelworks.data.evidence.Example;
import org.steelworks.data.evidence.Near;
import org.steelworks.data.evidence.OperatorEvidence;
import org.steelworks.data.unit.OperatorTally;
import org.steelworks.data.unit.UnitTally;

/**
 * The report for people: one page that needs nothing else. It holds no times, so that it depends on inputs and rules alone
 * like the documents.
 */
final class ReportPage {
    private static final double NO_BOUND = 9e18;
    private static final int LABELS = 30;
    private static final int BAR_WIDTH = 12;
    private static final int CHART_HEIGHT = 90;
    private static final String STYLE =
            "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;"
                    + "color:#1c2733;background:#fff}h1{font-size:1.4rem}h2{font-size:1.15rem;margin-top:2.5rem;border-top:1px solid #d5dbe1;"
                    + "padding-top:1rem}h3{font-size:1rem;margin:1.6rem 0 .3rem}table{border-collapse:collapse;margin:.5rem 0}"
                    + "td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}.n{text-align:right;font-variant-numeric:"
                    + "tabular-nums}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.1rem 0;font:13px/1.4 ui-monospace,monospace}"
                    + ".gone{color:#a3271b}.muted{color:#5b6873}details{margin:.2rem 0}rect{fill:#3d7ea6}rect.out{fill:#c8574a}"
                    + "text{font-size:10px;fill:#5b6873}";

    private final StringBuilder page = new StringBuilder();

    /** One input set. */
    record Part(PrepareReport.SetReport report, OperatorRecipe recipe, Evidence evidence) {}

    private ReportPage() {}

    static String of(List<Part> parts, UnitTally total) {
        ReportPage report = new ReportPage();
        report.write(parts, total);
        return report.page.toString();
    }

    private void write(List<Part> parts, UnitTally total) {
        add("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>");
        add("<title>Cleaning report</title><style>" + STYLE + "</style><h1>Cleaning report</h1>");
        add(
                "<p>%,d documents, %,d kept, %,d dropped; %,d records in quarantine.</p>",
                total.documents(), total.kept(), total.documents() - total.kept(), total.quarantined());
        if (parts.size() > 1) {
            add("<ul>");
            parts.forEach(part -> add("<li><a href='#" + part.report.name() + "'>" + part.report.name() + "</a>"));
            add("</ul>");
        }
        parts.forEach(this::part);
        add("</html>\n");
    }

    private void part(Part part) {
        UnitTally tally = part.report.tally();
        add("<h2 id='" + part.report.name() + "'>" + part.report.name() + "</h2>");
        add(
                "<p>Recipe %s; %,d %s, %,d bytes; %,d documents, %,d kept, %,d records in quarantine.</p>",
                escaped(part.recipe.name()),
                part.report.files(),
                part.report.files() == 1 ? "file" : "files",
                part.report.bytes(),
                tally.documents(),
                tally.kept(),
                tally.quarantined());
        if (!tally.skipped().isEmpty()) {
            add("<p>Left out: " + escaped(tally.skipped().toString()) + "</p>");
        }
        add("<table><tr><th>operator<th class=n>in<th class=n>changed<th class=n>dropped<th class=n>of its input");
        for (OperatorTally operator : tally.operators()) {
            long dropped = operator.in() - operator.out();
            add(
                    "<tr><td>%s<td class=n>%,d<td class=n>%,d<td class=n>%,d<td class=n>%s",
                    operator.name(),
                    operator.in(),
                    operator.changed(),
                    dropped,
                    operator.in() == 0 || dropped == 0
                            ? ""
                            : String.format(Locale.ROOT, "%.1f %%", 100.0 * dropped / operator.in()));
        }
        add("</table>");
        for (int i = 0; i < part.recipe.operators().size(); i++) {
            operator(part.recipe.operators().get(i), part.evidence.operators().get(i), part.report.duplicates(i));
        }
    }

    private void operator(Operator operator, OperatorEvidence evidence, List<DuplicatePair> duplicates) {
        if (evidence.examples().isEmpty() && evidence.bins().isEmpty() && duplicates.isEmpty()) {
            return;
        }
        add("<h3>" + operator.name() + "</h3>");
        if (operator instanceof Filter filter && !evidence.bins().isEmpty()) {
            StatisticRange range = filter.range();
            add("<p class=muted>" + range.statistic() + ", kept from " + bound(range.min()) + " to "
                    + bound(range.max()) + "</p>");
            chart(evidence.bins(), range);
            labels(evidence.labels());
            near("around " + range.minName() + " " + bound(range.min()), evidence.low());
            near("around " + range.maxName() + " " + bound(range.max()), evidence.high());
        }
        if (!evidence.examples().isEmpty()) {
            add(
                    "<details><summary>%d examples</summary><table>",
                    evidence.examples().size());
            evidence.examples().forEach(this::example);
            add("</table></details>");
        }
        if (!duplicates.isEmpty()) {
            add("<details><summary>%d duplicates</summary><table>", duplicates.size());
            add("<tr><th colspan=2>dropped<th colspan=2>kept in its place");
            duplicates.forEach(this::duplicate);
            add("</table></details>");
        }
    }

    private void duplicate(DuplicatePair pair) {
        add("<tr>" + side(pair.dropped(), " class=gone") + side(pair.kept(), ""));
    }

    private static String side(DuplicatePair.Side side, String mark) {
        return "<td class=muted>" + escaped(side.set()) + ": " + place(side.source(), side.index()) + "<td" + mark
                + "><pre>" + escaped(side.text()) + "</pre>";
    }

    /** The names that a filter found most often. */
    private void labels(Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return;
        }
        add("<table>");
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(LABELS)
                .forEach(label -> add(
                        "<tr><td>%s<td class=n>%,d",
                        label.getKey().isEmpty() ? "nothing" : escaped(label.getKey()), label.getValue()));
        add("</table>");
        if (counts.size() > LABELS) {
            add("<p class=muted>and %,d more</p>", counts.size() - LABELS);
        }
    }

    private void example(Example example) {
        String dropped = example.after() == null ? " class=gone" : "";
        add("<tr><td class=muted>" + place(example.source(), example.index()) + "<td" + dropped + "><pre>"
                + escaped(example.before()) + "</pre>");
        if (example.after() != null) {
            add("<td><pre>" + escaped(example.after()) + "</pre>");
        }
    }

    private void near(String title, List<Near> texts) {
        if (texts.isEmpty()) {
            return;
        }
        add("<details><summary>texts " + title + "</summary><table>");
        for (Near text : texts) {
            add("<tr><td class=n>" + number(text.value()) + "<td" + (text.kept() ? ">kept" : " class=gone>dropped")
                    + "<td class=muted>" + place(text.source(), text.index()) + "<td><pre>" + escaped(text.text())
                    + "</pre>");
        }
        add("</table></details>");
    }

    /** Bars side by side from the least bin to the greatest; those whose values are all dropped have another colour. */
    private void chart(Map<Integer, Long> bins, StatisticRange range) {
        TreeMap<Integer, Long> sorted = new TreeMap<>(bins);
        int first = sorted.firstKey();
        // nothing lies between 0 and the least value above it
        int second = first == 0 && sorted.size() > 1 ? sorted.higherKey(0) : first;
        int width = (first == 0 && sorted.size() > 1 ? 1 : 0) + sorted.lastKey() - second + 1;
        long most = sorted.values().stream().mapToLong(Long::longValue).max().orElse(1);
        add(
                "<svg width='%d' height='%d' role=img aria-label='distribution'>",
                Math.max(width * BAR_WIDTH, 200), CHART_HEIGHT + 16);
        sorted.forEach((bin, count) -> {
            int place = bin == 0 && first == 0 ? 0 : bin - second + (first == 0 && second != first ? 1 : 0);
            double low = Bins.lower(bin);
            double high = Bins.lower(bin + 1);
            boolean out = (bin == 0 ? 0 < range.min() : high <= range.min()) || low > range.max();
            long height = Math.max(1, Math.round((double) CHART_HEIGHT * count / most));
            add(
                    "<rect x='%d' y='%d' width='%d' height='%d'%s><title>%s to %s: %,d</title></rect>",
                    place * BAR_WIDTH,
                    CHART_HEIGHT - height,
                    BAR_WIDTH - 1,
                    height,
                    out ? " class=out" : "",
                    number(low),
                    number(high),
                    count);
        });
        add(
                "<text x=0 y='%d'>%s</text><text x='%d' y='%d' text-anchor=end>%s</text></svg>",
                CHART_HEIGHT + 13,
                number(Bins.lower(first)),
                Math.max(width * BAR_WIDTH, 200),
                CHART_HEIGHT + 13,
                number(Bins.lower(sorted.lastKey() + 1)));
    }

    private static String place(String source, long index) {
        return escaped(source) + " " + index;
    }

    private static String bound(double value) {
        return value >= NO_BOUND ? "any" : number(value);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\'' -> out.append("&#39;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(c < ' ' && c != '\n' && c != '\t' ? 0xFFFD : c);
            }
        });
        return out.toString();
    }

    private void add(String html, Object... values) {
        page.append(values.length == 0 ? html : String.format(Locale.ROOT, html, values));
    }
}
