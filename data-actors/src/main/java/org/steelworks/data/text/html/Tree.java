package org.steelworks.data.text.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.steelworks.data.text.html.Element.Namespace;
import org.steelworks.data.text.html.TokenSink.Content;

/** What the rules of tree construction share: the lists of elements, the insertion mode, and where text goes. */
final class Tree {
    private static final Set<String> TABLE_PARTS = Set.of("table", "tbody", "tfoot", "thead", "tr");
    private static final Set<String> IMPLIED =
            Set.of("dd", "dt", "li", "menuitem", "optgroup", "option", "p", "rb", "rp", "rt", "rtc");
    private static final Set<String> IMPLIED_IN_TEMPLATE =
            Categories.words("caption colgroup dd dt li optgroup option p rb rp rt rtc tbody td tfoot th thead tr");

    final OpenElements open = new OpenElements();
    final FormattingElements formatting = new FormattingElements();
    final Adoption adoption = new Adoption(open, formatting);
    final Deque<Mode> templateModes = new ArrayDeque<>();

    Mode mode = Mode.INITIAL;
    Mode originalMode = Mode.INITIAL;
    Content content = Content.DATA;
    boolean fosterParenting;
    boolean framesetAllowed = true;
    boolean dropsNewline;
    Element head;
    Element form;

    private TextPiece body = TextPiece.endOfList();

    /** The text of the last body that was opened. */
    String bodyText() {
        return body.listText();
    }

    Element insert(Token token) {
        return insert(new Element(token.name(), Namespace.HTML, token.attributes()));
    }

    Element insert(String name) {
        return insert(new Element(name, Namespace.HTML, List.of()));
    }

    void insertAndPop(Token token) {
        insert(token);
        open.pop();
    }

    /** Inserts an element at the current place and opens it. */
    Element insert(Element element) {
        Element parent = open.current();
        if (parent != null) {
            Element table = fosteringTable(parent);
            if (table != null) {
                element.place = table.start;
                element.textBefore = table.textBefore;
                table.textBefore = null;
            } else {
                Element into = fosteringParent(parent);
                element.place = into.place;
                element.textBefore = into.lastText;
                into.lastText = null;
            }
        }
        if (element.place != null) {
            if (element.is("table")) {
                element.start = element.place.insertBefore();
            } else if (isTablePart(element) && parent.is("template")) {
                // What has no place in a table goes to the end of the template, but this part stays open before it.
                element.place = element.place.insertBefore();
            }
        }
        open.push(element);
        return element;
    }

    /** Inserts and opens the body; its text is the document's. */
    void insertBody(Token token) {
        Element element = token == null ? insert("body") : insert(token);
        body = TextPiece.endOfList();
        element.place = body;
    }

    /** A comment keeps the texts on its two sides apart. */
    void insertComment() {
        Element parent = open.current();
        if (parent != null) {
            Element table = fosteringTable(parent);
            if (table != null) {
                table.textBefore = null;
            } else {
                fosteringParent(parent).lastText = null;
            }
        }
    }

    void insertText(TokenText text) {
        Element parent = open.current();
        if (parent == null) {
            return;
        }
        Element table = fosteringTable(parent);
        if (table != null) {
            if (table.start != null) {
                if (table.textBefore == null) {
                    table.textBefore = table.start.insertBefore();
                }
                table.textBefore.append(text);
            }
            return;
        }
        Element into = fosteringParent(parent);
        if (into.place != null) {
            if (into.lastText == null) {
                into.lastText = into.place.insertBefore();
            }
            into.lastText.append(text);
        }
    }

    private boolean isFostering(Element parent) {
        return fosterParenting && parent.isOneOf(TABLE_PARTS);
    }

    /** The table that what is inserted goes before; null if it goes into an element. */
    private Element fosteringTable(Element parent) {
        if (!isFostering(parent)) {
            return null;
        }
        Element table = open.last("table");
        Element template = open.last("template");
        return table == null || template != null && template.index > table.index ? null : table;
    }

    private Element fosteringParent(Element parent) {
        if (!isFostering(parent)) {
            return parent;
        }
        Element template = open.last("template");
        return template == null ? open.root() : template;
    }

    boolean currentIs(String name) {
        return open.current() != null && open.current().is(name);
    }

    boolean currentIsOneOf(Set<String> names) {
        return open.current() != null && open.current().isOneOf(names);
    }

    boolean isTablePart(Element element) {
        return element != null && element.isOneOf(TABLE_PARTS);
    }

    /** Opens the formatting elements again that were closed by other elements' ends. */
    void reconstructFormatting() {
        List<Element> recent = formatting.recent();
        int first = recent.size();
        while (first > 0 && recent.get(first - 1).index == Element.CLOSED) {
            first--;
        }
        for (int i = first; i < recent.size(); i++) {
            formatting.replace(i, insert(recent.get(i).copy()));
        }
    }

    /** Closes elements whose end tags may be missing, but not one of the name. */
    void closeImplied(String except) {
        while (open.current() != null
                && IMPLIED.contains(open.current().name())
                && !open.current().is(except)) {
            open.pop();
        }
    }

    void closeImplied() {
        closeImplied("");
    }

    void closeImpliedInTemplate() {
        while (open.current() != null
                && IMPLIED_IN_TEMPLATE.contains(open.current().name())) {
            open.pop();
        }
    }

    void closeParagraph() {
        if (open.inScope("p", Categories.BUTTON_SCOPE) != null) {
            closeImplied("p");
            open.popThrough("p");
        }
    }

    /** The mode that the open elements ask for. */
    void resetMode() {
        Element last = open.last(Categories.MODE);
        mode = last == null ? Mode.IN_BODY : modeInside(last);
    }

    private Mode modeInside(Element element) {
        return switch (element.name()) {
            case "select" -> {
                Element table = open.last("table");
                Element template = open.last("template");
                boolean inTable = table != null
                        && table.index < element.index
                        && (template == null || template.index < table.index || template.index > element.index);
                yield inTable ? Mode.IN_SELECT_IN_TABLE : Mode.IN_SELECT;
            }
            case "td", "th" -> Mode.IN_CELL;
            case "tr" -> Mode.IN_ROW;
            case "tbody", "tfoot", "thead" -> Mode.IN_TABLE_BODY;
            case "caption" -> Mode.IN_CAPTION;
            case "colgroup" -> Mode.IN_COLUMN_GROUP;
            case "table" -> Mode.IN_TABLE;
            case "template" -> templateModes.isEmpty() ? Mode.IN_BODY : templateModes.peek();
            case "head" -> Mode.IN_HEAD;
            case "body" -> Mode.IN_BODY;
            case "frameset" -> Mode.IN_FRAMESET;
            default -> head == null ? Mode.BEFORE_HEAD : Mode.AFTER_HEAD;
        };
    }

    /** Inserts an element whose content is text, and reads that. */
    void insertTextElement(Token token, Content inside) {
        insert(token);
        originalMode = mode;
        mode = Mode.TEXT;
        content = inside;
    }
}
