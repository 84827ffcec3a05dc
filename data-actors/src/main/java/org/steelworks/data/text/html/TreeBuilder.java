package org.steelworks.data.text.html;

import java.util.Set;

/** HTML5's tree construction, as far as it decides which text is in the body and in what order. */
final class TreeBuilder implements TokenSink {
    private static final Set<String> FOREIGN_INSIDE_TEXT = Set.of("mglyph", "malignmark");

    private final Tree tree = new Tree();
    private final DocumentRules document = new DocumentRules(tree, this);
    private final BodyRules body = new BodyRules(tree, this);
    private final TableRules table = new TableRules(tree, this);
    private final CellRules cell = new CellRules(tree, this);
    private final SelectRules select = new SelectRules(tree, this);
    private final ForeignRules foreign = new ForeignRules(tree, this);

    String bodyText() {
        return tree.bodyText();
    }

    @Override
    public boolean isForeign() {
        return tree.open.current() != null && !tree.open.current().isHtml();
    }

    @Override
    public Content accept(Token token) {
        tree.content = Content.DATA;
        if (isSwallowedNewline(token)) {
            return tree.content;
        }
        boolean again = true;
        while (again) {
            tree.content = Content.DATA;
            again = isHtml(token) ? apply(token) : foreign.apply(token);
        }
        return tree.content;
    }

    /** The first newline of a {@code pre} or {@code textarea} is dropped; whether that is the whole text. */
    private boolean isSwallowedNewline(Token token) {
        if (!tree.dropsNewline) {
            return false;
        }
        if (token.isText()) {
            if (token.text().isEmpty()) {
                return true;
            }
            if (token.text().startsWithNewline()) {
                token.text().dropFirst();
            }
        }
        tree.dropsNewline = false;
        return token.isText() && token.text().isEmpty();
    }

    private boolean isHtml(Token token) {
        Element current = tree.open.current();
        if (current == null || current.isHtml() || token.name().equals(Token.END)) {
            return true;
        }
        if (token.isClosing()) {
            return token.isText() && current.isHtmlPoint();
        }
        return current.isTextPoint() && !FOREIGN_INSIDE_TEXT.contains(token.name())
                || current.name().equals("annotation-xml")
                        && current.namespace() == Element.Namespace.MATHML
                        && token.name().equals("svg")
                || current.isHtmlPoint();
    }

    /** Applies the rules of the current mode; whether the token is to be looked at again. */
    boolean apply(Token token) {
        return switch (tree.mode) {
            case INITIAL -> document.initial(token);
            case BEFORE_HTML -> document.beforeHtml(token);
            case BEFORE_HEAD -> document.beforeHead(token);
            case IN_HEAD -> document.inHead(token);
            case IN_HEAD_NOSCRIPT -> document.inHeadNoscript(token);
            case AFTER_HEAD -> document.afterHead(token);
            case IN_BODY -> body.apply(token);
            case TEXT -> document.text(token);
            case IN_TABLE -> table.inTable(token);
            case IN_TABLE_TEXT -> table.inTableText(token);
            case IN_CAPTION -> cell.inCaption(token);
            case IN_COLUMN_GROUP -> table.inColumnGroup(token);
            case IN_TABLE_BODY -> table.inTableBody(token);
            case IN_ROW -> table.inRow(token);
            case IN_CELL -> cell.inCell(token);
            case IN_SELECT -> select.inSelect(token);
            case IN_SELECT_IN_TABLE -> select.inSelectInTable(token);
            case IN_TEMPLATE -> select.inTemplate(token);
            case AFTER_BODY -> document.afterBody(token);
            case IN_FRAMESET -> document.inFrameset(token);
            case AFTER_FRAMESET -> document.afterFrameset(token);
            case AFTER_AFTER_BODY -> document.afterAfterBody(token);
            case AFTER_AFTER_FRAMESET -> document.afterAfterFrameset(token);
        };
    }

    boolean inHead(Token token) {
        return document.inHead(token);
    }

    boolean inBody(Token token) {
        return body.apply(token);
    }

    boolean inTable(Token token) {
        return table.inTable(token);
    }
}
