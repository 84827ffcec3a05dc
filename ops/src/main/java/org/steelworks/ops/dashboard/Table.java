package org.steelworks.ops.dashboard;

import java.util.List;

/** A table with a caption and column headings; cells are finished pieces of HTML. */
final class Table {
    private final Html html;
    private final int columns;
    private final String nothing;
    private int rows;

    /** A table; {@code nothing} stands in its only row where it has none, numeric headings begin with {@code #}. */
    Table(Html html, String caption, List<String> headings, String nothing) {
        this.html = html;
        this.columns = headings.size();
        this.nothing = nothing;
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        html.open("table").element("caption", caption).open("thead").open("tr");
        for (String heading : headings) {
            boolean numeric = heading.startsWith("#");
            html.element("th", numeric ? heading.substring(1) : heading, "scope", "col", "class", numeric ? "n" : null);
        }
        html.close("tr").close("thead").open("tbody");
    }

    /** A row; cells that begin with {@code #} are numbers. The first one heads the row. */
    void row(String id, String... cells) {
        rows++;
        html.open("tr", "data-row", id);
        for (int i = 0; i < cells.length; i++) {
            boolean numeric = cells[i].startsWith("#");
            String cell = numeric ? cells[i].substring(1) : cells[i];
            String tag = i == 0 ? "th" : "td";
            html.open(tag, "scope", i == 0 ? "row" : null, "class", numeric ? "n" : null)
                    .piece(cell)
                    .close(tag);
        }
        html.close("tr");
    }

    void end() {
        if (rows == 0) {
            html.open("tr").element("td", nothing, "colspan", Integer.toString(columns), "class", "nothing");
            html.close("tr");
        }
        html.close("tbody").close("table").close("div");
    }
}
