package org.steelworks.data.text.html;

/**
 * HTML5's adoption agency: what the end tag of a formatting element does where it and other elements overlap. Moving
 * elements never changes the order of the text, so only the two lists are kept up.
 */
final class Adoption {
    private static final int OUTER_ROUNDS = 8;
    private static final int INNER_ROUNDS = 3;

    private final OpenElements open;
    private final FormattingElements formatting;

    Adoption(OpenElements open, FormattingElements formatting) {
        this.open = open;
        this.formatting = formatting;
    }

    /** Closes the formatting element of that name. */
    void close(String name) {
        if (open.current() != null && open.current().is(name) && !open.current().formatting) {
            open.pop();
            return;
        }
        int round = 0;
        while (round < OUTER_ROUNDS && closeOnce(name)) {
            round++;
        }
    }

    /** One round; whether there may be another. */
    private boolean closeOnce(String name) {
        Element closed = formatting.last(name);
        if (closed == null) {
            return false;
        }
        if (closed.index == Element.CLOSED) {
            formatting.remove(closed);
            return false;
        }
        if (!open.isWithin(closed, Categories.SCOPE)) {
            return false;
        }
        Element block = open.firstAbove(closed, Categories.SPECIAL);
        if (block == null) {
            open.popThrough(closed);
            formatting.remove(closed);
            return false;
        }
        int bookmark = copyBetween(closed, block);
        int index = formatting.indexOf(closed);
        if (index < 0) {
            return false;
        }
        Element reopened = closed.copy();
        reopened.place = block.place;
        reopened.lastText = block.lastText;
        block.lastText = null;
        formatting.removeAt(index);
        formatting.insert(index < bookmark ? bookmark - 1 : bookmark, reopened);
        open.move(closed, reopened, block);
        return true;
    }

    /** Replaces the formatting elements between the two and drops the others; where the closed one's copy goes. */
    private int copyBetween(Element closed, Element block) {
        int bookmark = formatting.indexOf(closed) + 1;
        Element last = block;
        int round = 0;
        for (Element node = open.below(block); node != closed; ) {
            Element below = open.below(node);
            int index = formatting.indexOf(node);
            round++;
            if (index < 0) {
                open.remove(node);
            } else if (round > INNER_ROUNDS) {
                // The engine leaves such an element open; HTML5 closes it.
                formatting.removeAt(index);
                bookmark -= index < bookmark ? 1 : 0;
            } else {
                Element copy = node.copy();
                copy.place = node.place;
                formatting.replace(index, copy);
                open.replace(node, copy);
                bookmark = last == block ? index + 1 : bookmark;
                last = copy;
            }
            node = below;
        }
        return bookmark;
    }
}
