package org.steelworks.data.text.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The rules between the cells of a table. Each method is one insertion mode. */
final class TableRules {
    private static final Set<String> BODIES = Set.of("tbody", "tfoot", "thead");
    private static final Set<String> TABLE_CONTEXT = Set.of("table", "template", "html");
    private static final Set<String> BODY_CONTEXT = Set.of("tbody", "tfoot", "thead", "template", "html");
    private static final Set<String> ROW_CONTEXT = Set.of("tr", "template", "html");

    private final Tree tree;
    private final TreeBuilder rules;
    private final List<Token> pending = new ArrayList<>();

    TableRules(Tree tree, TreeBuilder rules) {
        this.tree = tree;
        this.rules = rules;
    }

    boolean inTable(Token token) {
        return token.isClosing() ? inTableEnd(token) : inTableStart(token);
    }

    private boolean inTableEnd(Token token) {
        switch (token.name()) {
            case "table" -> {
                Element table = tree.open.inScope("table", Categories.TABLE_SCOPE);
                if (table != null) {
                    tree.open.popThrough(table);
                    tree.resetMode();
                }
            }
            case "body", "caption", "col", "colgroup", "html", "tbody", "td", "tfoot", "th", "thead", "tr" -> {}
            case "template" -> {
                return rules.inHead(token);
            }
            default -> foster(token);
        }
        return false;
    }

    private boolean inTableStart(Token token) {
        switch (token.name()) {
            case Token.TEXT -> {
                if (tree.isTablePart(tree.open.current())) {
                    pending.clear();
                    tree.originalMode = tree.mode;
                    tree.mode = Mode.IN_TABLE_TEXT;
                    return true;
                }
                foster(token);
            }
            case Token.COMMENT -> tree.insertComment();
            case Token.DOCTYPE -> {}
            case "caption" -> {
                enter(token, Mode.IN_CAPTION);
                tree.formatting.mark();
            }
            case "colgroup" -> enter(token, Mode.IN_COLUMN_GROUP);
            case "col" -> {
                return enter("colgroup", Mode.IN_COLUMN_GROUP);
            }
            case "tbody", "tfoot", "thead" -> enter(token, Mode.IN_TABLE_BODY);
            case "td", "th", "tr" -> {
                return enter("tbody", Mode.IN_TABLE_BODY);
            }
            case "table" -> {
                Element table = tree.open.inScope("table", Categories.TABLE_SCOPE);
                if (table == null) {
                    return false;
                }
                tree.open.popThrough(table);
                tree.resetMode();
                return true;
            }
            case "style", "script", "template" -> {
                return rules.inHead(token);
            }
            case "input" -> {
                if ("hidden".equalsIgnoreCase(token.attribute("type"))) {
                    tree.insertAndPop(token);
                } else {
                    foster(token);
                }
            }
            case "form" -> {
                if (tree.form == null && tree.open.last("template") == null) {
                    tree.form = tree.insert(token);
                    tree.open.pop();
                }
            }
            case Token.END -> {
                return rules.inBody(token);
            }
            default -> foster(token);
        }
        return false;
    }

    private void enter(Token token, Mode mode) {
        tree.open.popTo(TABLE_CONTEXT);
        tree.insert(token);
        tree.mode = mode;
    }

    private boolean enter(String name, Mode mode) {
        tree.open.popTo(TABLE_CONTEXT);
        tree.insert(name);
        tree.mode = mode;
        return true;
    }

    /** What has no place in a table goes before it. */
    private void foster(Token token) {
        tree.fosterParenting = true;
        rules.inBody(token);
        tree.fosterParenting = false;
    }

    /** Text is held until it is known whether all of it is white space, which may stay. */
    boolean inTableText(Token token) {
        if (token.isText()) {
            if (token.hasNul()) {
                token.text().dropNuls();
            }
            if (!token.hasNul() || !token.text().isEmpty()) {
                pending.add(token);
            }
            return false;
        }
        boolean allBlank = pending.stream().allMatch(Token::isBlank);
        for (Token text : pending) {
            if (allBlank) {
                tree.insertText(text.text());
            } else {
                foster(text);
            }
        }
        tree.mode = tree.originalMode;
        return true;
    }

    boolean inColumnGroup(Token token) {
        if (token.isClosing()) {
            switch (token.name()) {
                case "colgroup" -> {
                    leaveColumnGroup();
                    return false;
                }
                case "col" -> {
                    return false;
                }
                case "template" -> {
                    return rules.inHead(token);
                }
                default -> {
                    return leaveColumnGroup();
                }
            }
        }
        switch (token.name()) {
            case Token.TEXT -> {
                if (token.isBlank()) {
                    tree.insertText(token.text());
                    return false;
                }
                TokenText space = token.text().splitLeadingSpace();
                if (space != null) {
                    tree.insertText(space);
                }
                return leaveColumnGroup();
            }
            case Token.COMMENT -> {
                tree.insertComment();
                return false;
            }
            case Token.DOCTYPE -> {
                return false;
            }
            case "html", Token.END -> {
                return rules.inBody(token);
            }
            case "col" -> {
                tree.insertAndPop(token);
                return false;
            }
            case "template" -> {
                return rules.inHead(token);
            }
            default -> {
                return leaveColumnGroup();
            }
        }
    }

    private boolean leaveColumnGroup() {
        if (!tree.currentIs("colgroup")) {
            return false;
        }
        tree.open.pop();
        tree.mode = Mode.IN_TABLE;
        return true;
    }

    boolean inTableBody(Token token) {
        switch (token.name()) {
            case "tr" -> {
                if (!token.isClosing()) {
                    tree.open.popTo(BODY_CONTEXT);
                    tree.insert(token);
                    tree.mode = Mode.IN_ROW;
                }
                return false;
            }
            case "th", "td" -> {
                if (token.isClosing()) {
                    return false;
                }
                tree.open.popTo(BODY_CONTEXT);
                tree.insert("tr");
                tree.mode = Mode.IN_ROW;
                return true;
            }
            case "caption", "col", "colgroup" -> {
                return !token.isClosing() && leaveTableBody();
            }
            case "tbody", "tfoot", "thead" -> {
                if (!token.isClosing()) {
                    return leaveTableBody();
                }
                if (tree.open.inScope(token.name(), Categories.TABLE_SCOPE) != null) {
                    popTableBody();
                }
                return false;
            }
            case "table" -> {
                return token.isClosing() ? leaveTableBody() : inTable(token);
            }
            case "body", "html" -> {
                return !token.isClosing() && inTable(token);
            }
            default -> {
                return inTable(token);
            }
        }
    }

    private boolean leaveTableBody() {
        Element body = tree.open.last(BODIES);
        if (body == null || !tree.open.isWithin(body, Categories.TABLE_SCOPE)) {
            return false;
        }
        popTableBody();
        return true;
    }

    private void popTableBody() {
        tree.open.popTo(BODY_CONTEXT);
        tree.open.pop();
        tree.mode = Mode.IN_TABLE;
    }

    boolean inRow(Token token) {
        switch (token.name()) {
            case "th", "td" -> {
                if (!token.isClosing()) {
                    tree.open.popTo(ROW_CONTEXT);
                    tree.insert(token);
                    tree.formatting.mark();
                    tree.mode = Mode.IN_CELL;
                }
                return false;
            }
            case "tr" -> {
                return leaveRow() && !token.isClosing();
            }
            case "table" -> {
                return token.isClosing() ? leaveRow() : inTable(token);
            }
            case "tbody", "tfoot", "thead" -> {
                if (token.isClosing() && tree.open.inScope(token.name(), Categories.TABLE_SCOPE) == null) {
                    return false;
                }
                return leaveRow();
            }
            case "caption", "col", "colgroup" -> {
                return !token.isClosing() && leaveRow();
            }
            case "body", "html" -> {
                return !token.isClosing() && inTable(token);
            }
            default -> {
                return inTable(token);
            }
        }
    }

    private boolean leaveRow() {
        if (tree.open.inScope("tr", Categories.TABLE_SCOPE) == null) {
            return false;
        }
        tree.open.popTo(ROW_CONTEXT);
        tree.open.pop();
        tree.mode = Mode.IN_TABLE_BODY;
        return true;
    }
}
