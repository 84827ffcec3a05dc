package org.steelworks.data.text.html;

import java.util.List;

/** The rules inside the cells and the caption of a table. Each method is one insertion mode. */
final class CellRules {
    private static final List<String> CELLS = List.of("td", "th");

    private final Tree tree;
    private final TreeBuilder rules;

    CellRules(Tree tree, TreeBuilder rules) {
        this.tree = tree;
        this.rules = rules;
    }

    boolean inCaption(Token token) {
        switch (token.name()) {
            case "caption" -> {
                return leaveCaption() && !token.isClosing();
            }
            case "table" -> {
                return token.isClosing() ? leaveCaption() : rules.inBody(token);
            }
            case "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr" -> {
                return !token.isClosing() && leaveCaption();
            }
            case "body", "html" -> {
                return !token.isClosing() && rules.inBody(token);
            }
            default -> {
                return rules.inBody(token);
            }
        }
    }

    private boolean leaveCaption() {
        if (tree.open.inScope("caption", Categories.TABLE_SCOPE) == null) {
            return false;
        }
        tree.closeImplied();
        tree.open.popThrough("caption");
        tree.formatting.clearToMark();
        tree.mode = Mode.IN_TABLE;
        return true;
    }

    boolean inCell(Token token) {
        return token.isClosing() ? inCellEnd(token) : inCellStart(token);
    }

    private boolean inCellEnd(Token token) {
        switch (token.name()) {
            case "td", "th" -> {
                if (tree.open.inScope(token.name(), Categories.TABLE_SCOPE) != null) {
                    leaveCell(token.name());
                }
                return false;
            }
            case "body", "caption", "col", "colgroup", "html" -> {
                return false;
            }
            case "table", "tbody", "tfoot", "thead", "tr" -> {
                return tree.open.inScope(token.name(), Categories.TABLE_SCOPE) != null && leaveCell();
            }
            default -> {
                return rules.inTable(token);
            }
        }
    }

    private boolean inCellStart(Token token) {
        return switch (token.name()) {
            case "caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr" -> leaveCell();
            default -> rules.inBody(token);
        };
    }

    /** Leaves the cell that is open; whether there was one. */
    private boolean leaveCell() {
        for (String name : CELLS) {
            if (tree.open.inScope(name, Categories.TABLE_SCOPE) != null) {
                leaveCell(name);
                return true;
            }
        }
        return false;
    }

    private void leaveCell(String name) {
        tree.closeImplied();
        tree.open.popThrough(name);
        tree.formatting.clearToMark();
        tree.mode = Mode.IN_ROW;
    }
}
