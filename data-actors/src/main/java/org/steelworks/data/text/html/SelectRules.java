package org.steelworks.data.text.html;

/** The rules inside lists of options and inside templates. Each method is one insertion mode. */
final class SelectRules {
    private final Tree tree;
    private final TreeBuilder rules;

    SelectRules(Tree tree, TreeBuilder rules) {
        this.tree = tree;
        this.rules = rules;
    }

    boolean inSelect(Token token) {
        return token.isClosing() ? inSelectEnd(token) : inSelectStart(token);
    }

    private boolean inSelectEnd(Token token) {
        switch (token.name()) {
            case "optgroup" -> {
                if (tree.currentIs("option")
                        && tree.open.belowCurrent() != null
                        && tree.open.belowCurrent().is("optgroup")) {
                    tree.open.pop();
                }
                popCurrent("optgroup");
            }
            case "option" -> popCurrent("option");
            case "select" -> closeSelect();
            case "template" -> {
                return rules.inHead(token);
            }
            default -> {}
        }
        return false;
    }

    private boolean inSelectStart(Token token) {
        switch (token.name()) {
            case Token.TEXT -> {
                if (token.hasNul()) {
                    token.text().dropNuls();
                }
                if (!token.hasNul() || !token.text().isEmpty()) {
                    tree.insertText(token.text());
                }
            }
            case Token.COMMENT -> tree.insertComment();
            case "html", Token.END -> {
                return rules.inBody(token);
            }
            case "option" -> {
                popCurrent("option");
                tree.insert(token);
            }
            case "optgroup" -> {
                popCurrent("option");
                popCurrent("optgroup");
                tree.insert(token);
            }
            case "select" -> closeSelect();
            case "input", "keygen", "textarea" -> {
                return closeSelect();
            }
            case "script", "template" -> {
                return rules.inHead(token);
            }
            default -> {}
        }
        return false;
    }

    private void popCurrent(String name) {
        if (tree.currentIs(name)) {
            tree.open.pop();
        }
    }

    /** Closes the select if only options are open inside; whether there was one. */
    private boolean closeSelect() {
        Element select = tree.open.current();
        while (select.is("option") || select.is("optgroup")) {
            select = tree.open.below(select);
        }
        if (!select.is("select")) {
            return false;
        }
        tree.open.popThrough(select);
        tree.resetMode();
        return true;
    }

    boolean inSelectInTable(Token token) {
        switch (token.name()) {
            case "caption", "table", "tbody", "tfoot", "thead", "tr", "td", "th" -> {
                if (token.isClosing() && tree.open.inScope(token.name(), Categories.TABLE_SCOPE) == null) {
                    return false;
                }
                tree.open.popThrough("select");
                tree.resetMode();
                return true;
            }
            default -> {
                return inSelect(token);
            }
        }
    }

    boolean inTemplate(Token token) {
        if (token.isClosing()) {
            return token.name().equals("template") && rules.inBody(token);
        }
        switch (token.name()) {
            case Token.TEXT, Token.COMMENT, Token.DOCTYPE -> {
                return rules.inBody(token);
            }
            case "base", "basefont", "bgsound", "link", "meta", "noframes", "script", "style", "template", "title" -> {
                return rules.inHead(token);
            }
            case "caption", "colgroup", "tbody", "tfoot", "thead" -> {
                return goOn(Mode.IN_TABLE);
            }
            case "col" -> {
                return goOn(Mode.IN_COLUMN_GROUP);
            }
            case "tr" -> {
                return goOn(Mode.IN_TABLE_BODY);
            }
            case "td", "th" -> {
                return goOn(Mode.IN_ROW);
            }
            case Token.END -> {
                // Nothing that follows could show any more.
                return false;
            }
            default -> {
                return goOn(Mode.IN_BODY);
            }
        }
    }

    private boolean goOn(Mode mode) {
        tree.templateModes.poll();
        tree.templateModes.push(mode);
        tree.mode = mode;
        return true;
    }
}
