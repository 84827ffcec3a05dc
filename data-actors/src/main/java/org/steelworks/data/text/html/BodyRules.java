package org.steelworks.data.text.html;

import java.util.Set;
import org.steelworks.data.text.html.Element.Namespace;
import org.steelworks.data.text.html.TokenSink.Content;

/** The rules inside the body, where every tag is allowed. */
final class BodyRules {
    private static final Set<String> ITEMS = Set.of("dd", "dt");

    private final Tree tree;
    private final TreeBuilder rules;

    BodyRules(Tree tree, TreeBuilder rules) {
        this.tree = tree;
        this.rules = rules;
    }

    /** Whether the token is to be looked at again. */
    boolean apply(Token token) {
        return token.isClosing() ? end(token) : start(token);
    }

    private boolean end(Token token) {
        String name = token.name();
        switch (name) {
            case "template" -> {
                return rules.inHead(token);
            }
            case "body", "html" -> {
                if (tree.open.inScope("body", Categories.SCOPE) != null) {
                    tree.mode = Mode.AFTER_BODY;
                    return name.equals("html");
                }
            }
            case "address",
                    "article",
                    "aside",
                    "blockquote",
                    "button",
                    "center",
                    "details",
                    "dialog",
                    "dir",
                    "div",
                    "dl",
                    "fieldset",
                    "figcaption",
                    "figure",
                    "footer",
                    "header",
                    "hgroup",
                    "listing",
                    "main",
                    "menu",
                    "nav",
                    "ol",
                    "pre",
                    "section",
                    "summary",
                    "ul" -> close(name, Categories.SCOPE, "");
            case "form" -> closeForm();
            case "p" -> {
                if (tree.open.inScope("p", Categories.BUTTON_SCOPE) == null) {
                    tree.insert("p");
                }
                tree.closeParagraph();
            }
            case "li" -> close(name, Categories.LIST_SCOPE, name);
            case "dt", "dd" -> close(name, Categories.SCOPE, name);
            case "h1", "h2", "h3", "h4", "h5", "h6" -> {
                Element heading = tree.open.last(Categories.HEADINGS);
                if (heading != null && tree.open.isWithin(heading, Categories.SCOPE)) {
                    tree.open.popThrough(heading);
                }
            }
            case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u" ->
                tree.adoption.close(name);
            case "applet", "marquee", "object" -> {
                if (tree.open.inScope(name, Categories.SCOPE) != null) {
                    close(name, Categories.SCOPE, "");
                    tree.formatting.clearToMark();
                }
            }
            case "br" -> {
                tree.reconstructFormatting();
                insertVoid(token);
            }
            default -> {
                Element last = tree.open.inScope(name, Categories.SPECIAL);
                if (last != null) {
                    tree.open.popThrough(last);
                }
            }
        }
        return false;
    }

    private void close(String name, int scope, String notImplied) {
        if (tree.open.inScope(name, scope) != null) {
            tree.closeImplied(notImplied);
            tree.open.popThrough(name);
        }
    }

    private void closeForm() {
        if (tree.open.last("template") != null) {
            close("form", Categories.SCOPE, "");
            return;
        }
        Element form = tree.form;
        tree.form = null;
        if (form != null && tree.open.isWithin(form, Categories.SCOPE)) {
            tree.closeImplied();
            tree.open.remove(form);
        }
    }

    private boolean start(Token token) {
        switch (token.name()) {
            case Token.TEXT -> text(token);
            case Token.COMMENT -> tree.insertComment();
            case Token.DOCTYPE, Token.END, "html" -> {}
            case "base", "basefont", "bgsound", "link", "meta", "noframes", "script", "style", "template", "title" -> {
                return rules.inHead(token);
            }
            case "body" -> {
                if (isBodySecond() && tree.open.last("template") == null) {
                    tree.framesetAllowed = false;
                }
            }
            case "frameset" -> frameset(token);
            case "address",
                    "article",
                    "aside",
                    "blockquote",
                    "center",
                    "details",
                    "dialog",
                    "dir",
                    "div",
                    "dl",
                    "fieldset",
                    "figcaption",
                    "figure",
                    "footer",
                    "header",
                    "hgroup",
                    "main",
                    "nav",
                    "ol",
                    "p",
                    "section",
                    "summary",
                    "ul" -> insertBlock(token);
            case "menu" -> {
                tree.closeParagraph();
                closeMenuItem();
                tree.insert(token);
            }
            case "h1", "h2", "h3", "h4", "h5", "h6" -> {
                tree.closeParagraph();
                if (tree.currentIsOneOf(Categories.HEADINGS)) {
                    tree.open.pop();
                }
                tree.insert(token);
            }
            case "pre", "listing" -> {
                insertBlock(token);
                tree.dropsNewline = true;
                tree.framesetAllowed = false;
            }
            case "form" -> form(token);
            case "li", "dt", "dd" -> item(token);
            case "plaintext" -> {
                insertBlock(token);
                tree.content = Content.PLAIN;
            }
            default -> inline(token);
        }
        return false;
    }

    private void inline(Token token) {
        switch (token.name()) {
            case "button" -> {
                close("button", Categories.SCOPE, "");
                insertInline(token);
                tree.framesetAllowed = false;
            }
            case "a" -> {
                Element open = tree.formatting.last("a");
                if (open != null) {
                    tree.adoption.close("a");
                    open = tree.formatting.last("a");
                    if (open != null) {
                        tree.open.remove(open);
                        tree.formatting.remove(open);
                    }
                }
                insertFormatting(token);
            }
            case "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u" ->
                insertFormatting(token);
            case "nobr" -> {
                tree.reconstructFormatting();
                if (tree.open.inScope("nobr", Categories.SCOPE) != null) {
                    tree.adoption.close("nobr");
                }
                insertFormatting(token);
            }
            case "applet", "marquee", "object" -> {
                insertInline(token);
                tree.formatting.mark();
                tree.framesetAllowed = false;
            }
            case "table" -> {
                // Whether an open paragraph is closed depends on the doctype, but never shows in the text.
                tree.insert(token);
                tree.framesetAllowed = false;
                tree.mode = Mode.IN_TABLE;
            }
            case "area", "br", "embed", "img", "keygen", "wbr" -> {
                tree.reconstructFormatting();
                insertVoid(token);
            }
            case "input" -> {
                boolean allowed = tree.framesetAllowed && "hidden".equalsIgnoreCase(token.attribute("type"));
                tree.reconstructFormatting();
                insertVoid(token);
                tree.framesetAllowed = allowed;
            }
            case "param", "source", "track" -> tree.insertAndPop(token);
            case "hr" -> {
                tree.closeParagraph();
                closeMenuItem();
                insertVoid(token);
            }
            case "image" -> {
                // The engine takes it for an img, but looks at that only outside tables.
                if (!tree.fosterParenting) {
                    tree.reconstructFormatting();
                    insertVoid(token);
                }
            }
            default -> special(token);
        }
    }

    private void special(Token token) {
        switch (token.name()) {
            case "textarea" -> {
                tree.insertTextElement(token, Content.ESCAPABLE);
                tree.dropsNewline = true;
                tree.framesetAllowed = false;
            }
            case "xmp" -> {
                tree.closeParagraph();
                tree.reconstructFormatting();
                tree.framesetAllowed = false;
                tree.insertTextElement(token, Content.RAW);
            }
            case "iframe" -> {
                tree.framesetAllowed = false;
                tree.insertTextElement(token, Content.RAW);
            }
            case "noembed" -> tree.insertTextElement(token, Content.RAW);
            case "select" -> {
                insertInline(token);
                tree.framesetAllowed = false;
                tree.mode = switch (tree.mode) {
                    case IN_TABLE, IN_CAPTION, IN_TABLE_BODY, IN_ROW, IN_CELL -> Mode.IN_SELECT_IN_TABLE;
                    default -> Mode.IN_SELECT;
                };
            }
            case "optgroup", "option" -> {
                if (tree.currentIs("option")) {
                    tree.open.pop();
                }
                insertInline(token);
            }
            case "menuitem" -> {
                closeMenuItem();
                insertInline(token);
            }
            case "rb", "rtc" -> ruby(token, "");
            case "rp", "rt" -> ruby(token, "rtc");
            case "math" -> foreign(token, Namespace.MATHML);
            case "svg" -> foreign(token, Namespace.SVG);
            case "caption", "col", "colgroup", "frame", "head", "tbody", "td", "tfoot", "th", "thead", "tr" -> {}
            default -> insertInline(token);
        }
    }

    private void text(Token token) {
        if (token.hasNul()) {
            token.text().dropNuls();
            if (token.text().isEmpty()) {
                return;
            }
        }
        tree.reconstructFormatting();
        tree.insertText(token.text());
        tree.framesetAllowed &= token.isBlank();
    }

    private boolean isBodySecond() {
        Element second = tree.open.second();
        return second != null && second.is("body");
    }

    private void frameset(Token token) {
        if (isBodySecond() && tree.framesetAllowed) {
            tree.open.popThrough(tree.open.second());
            tree.insert(token);
            tree.mode = Mode.IN_FRAMESET;
        }
    }

    private void form(Token token) {
        boolean inTemplate = tree.open.last("template") != null;
        if (tree.form == null || inTemplate) {
            tree.closeParagraph();
            Element form = tree.insert(token);
            tree.form = inTemplate ? tree.form : form;
        }
    }

    /** A new item closes the open one of its list. */
    private void item(Token token) {
        tree.framesetAllowed = false;
        Element open = token.name().equals("li") ? tree.open.last("li") : tree.open.last(ITEMS);
        if (open != null && tree.open.isWithin(open, Categories.ITEM_SCOPE)) {
            tree.open.popThrough(open);
        }
        insertBlock(token);
    }

    private void ruby(Token token, String notImplied) {
        if (tree.open.inScope("ruby", Categories.SCOPE) != null) {
            tree.closeImplied(notImplied);
        }
        tree.insert(token);
    }

    private void foreign(Token token, Namespace namespace) {
        tree.reconstructFormatting();
        tree.insert(new Element(token.name(), namespace, token.attributes()));
        if (token.isSelfClosing()) {
            tree.open.pop();
        }
    }

    private void insertBlock(Token token) {
        tree.closeParagraph();
        tree.insert(token);
    }

    private void insertInline(Token token) {
        tree.reconstructFormatting();
        tree.insert(token);
    }

    private void insertFormatting(Token token) {
        tree.reconstructFormatting();
        tree.formatting.add(tree.insert(token));
    }

    private void insertVoid(Token token) {
        tree.insertAndPop(token);
        tree.framesetAllowed = false;
    }

    private void closeMenuItem() {
        if (tree.currentIs("menuitem")) {
            tree.open.pop();
        }
    }
}
