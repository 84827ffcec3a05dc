package org.steelworks.data.text.html;

import java.util.Set;
import org.steelworks.data.text.html.Element.Namespace;

/** The rules inside SVG and MathML. */
final class ForeignRules {
    private static final Set<String> BREAK_OUT = Categories.words(
            "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu"
                    + " meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var");

    private final Tree tree;
    private final TreeBuilder rules;

    ForeignRules(Tree tree, TreeBuilder rules) {
        this.tree = tree;
        this.rules = rules;
    }

    /** Whether the token is to be looked at again. */
    boolean apply(Token token) {
        if (token.isClosing()) {
            return end(token);
        }
        switch (token.name()) {
            case Token.TEXT -> {
                tree.insertText(token.hasNul() ? token.text().withReplacedNuls() : token.text());
                tree.framesetAllowed &= token.isBlank();
                return false;
            }
            case Token.COMMENT -> {
                tree.insertComment();
                return false;
            }
            case Token.DOCTYPE -> {
                return false;
            }
            default -> {
                return breaksOut(token) ? breakOut() : start(token);
            }
        }
    }

    private static boolean breaksOut(Token token) {
        boolean isFont = token.name().equals("font")
                && (token.attribute("color") != null
                        || token.attribute("face") != null
                        || token.attribute("size") != null);
        return isFont || BREAK_OUT.contains(token.name());
    }

    private boolean breakOut() {
        Element current;
        do {
            tree.open.pop();
            current = tree.open.current();
        } while (!current.isTextPoint() && !current.isHtmlPoint() && !current.isHtml());
        return true;
    }

    private boolean start(Token token) {
        Namespace namespace = tree.open.current().namespace();
        tree.insert(new Element(token.name(), namespace, token.attributes()));
        if (token.isSelfClosing()) {
            tree.open.pop();
        }
        return false;
    }

    private boolean end(Token token) {
        Element closed = tree.open.lastForeign(token.name());
        if (closed != null) {
            tree.open.popThrough(closed);
            return false;
        }
        return rules.apply(token);
    }
}
