package org.steelworks.data.text.html;

import java.util.List;
import java.util.Set;

/** An element of the tree: no children, only what decides where the next text goes. */
final class Element {
    /** Not on the stack of open elements. */
    static final int CLOSED = -1;

    private static final Set<String> WITH_ATTRIBUTES = Set.of(
            "a",
            "b",
            "big",
            "code",
            "em",
            "font",
            "i",
            "nobr",
            "s",
            "small",
            "strike",
            "strong",
            "tt",
            "u",
            "input",
            "annotation-xml");

    private final String name;
    private final Namespace namespace;
    private final List<String> attributes;
    private final int categories;

    /** The element's slot in the stack of open elements. */
    int index = CLOSED;

    /** The same for elements of SVG and MathML that no element of HTML stands between on the stack. */
    int run;

    /** Whether the list of active formatting elements has it. */
    boolean formatting;

    /** Where the element's next text goes: right before this piece; null outside the body. */
    TextPiece place;

    /** The text node that is the last child, null if the last child is none. */
    TextPiece lastText;

    /** For a table, the empty piece that stands for its start; null outside the body. */
    TextPiece start;

    /** For a table, the text node right before it, null if there is none. */
    TextPiece textBefore;

    Element(String name, Namespace namespace, List<String> attributes) {
        this(name, namespace, attributes, Categories.of(name, namespace));
    }

    private Element(String name, Namespace namespace, List<String> attributes, int categories) {
        this.name = name;
        this.namespace = namespace;
        this.attributes = attributes;
        this.categories = categories;
    }

    /** Whether the tree needs the attributes of elements of that name. */
    static boolean keepsAttributes(String name) {
        return WITH_ATTRIBUTES.contains(name);
    }

    /** The same HTML element anew, not open and without text. */
    Element copy() {
        return new Element(name, Namespace.HTML, attributes, categories);
    }

    String name() {
        return name;
    }

    List<String> attributes() {
        return attributes;
    }

    boolean isHtml() {
        return namespace == Namespace.HTML;
    }

    Namespace namespace() {
        return namespace;
    }

    /** Whether it is an HTML element of that name. */
    boolean is(String other) {
        return isHtml() && name.equals(other);
    }

    boolean isOneOf(Set<String> names) {
        return isHtml() && names.contains(name);
    }

    boolean isIn(int category) {
        return (categories & category) != 0;
    }

    /** Whether text and most tags inside are HTML although the element is of MathML. */
    boolean isTextPoint() {
        return namespace == Namespace.MATHML && Categories.MATHML_TEXT.contains(name);
    }

    /** Whether the content is HTML although the element is of SVG or MathML. */
    boolean isHtmlPoint() {
        if (namespace == Namespace.SVG) {
            return Categories.SVG_HTML.contains(name);
        }
        if (namespace != Namespace.MATHML || !name.equals("annotation-xml")) {
            return false;
        }
        for (int i = 0; i < attributes.size(); i += 2) {
            String value = attributes.get(i + 1);
            if (attributes.get(i).equals("encoding")
                    && (value.equalsIgnoreCase("text/html") || value.equalsIgnoreCase("application/xhtml+xml"))) {
                return true;
            }
        }
        return false;
    }

    enum Namespace {
        HTML,
        MATHML,
        SVG
    }
}
