package org.steelworks.data.text.html;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The list of active formatting elements, cut at its markers; only what is behind the last marker is ever looked at. It
 * forgets the oldest element rather than hold more than {@link #LIMIT} behind one marker: every paragraph of a document
 * that leaves formatting open opens all of it again, and without a limit the cost of that grows with the square of the
 * document. What is forgotten can show only in where white space between the rows of a table goes.
 */
final class FormattingElements {
    static final int LIMIT = 32;

    private static final int EQUAL_ELEMENTS = 3;

    private final Deque<List<Element>> sections = new ArrayDeque<>();

    FormattingElements() {
        sections.push(new ArrayList<>());
    }

    void mark() {
        sections.push(new ArrayList<>());
    }

    /** Forgets everything up to the last marker, and the marker. */
    void clearToMark() {
        sections.pop().forEach(element -> element.formatting = false);
        if (sections.isEmpty()) {
            mark();
        }
    }

    /** The elements behind the last marker, oldest first; a view. */
    List<Element> recent() {
        return sections.peek();
    }

    /** The newest element of that name behind the last marker, null if there is none. */
    Element last(String name) {
        List<Element> recent = recent();
        for (int i = recent.size() - 1; i >= 0; i--) {
            if (recent.get(i).name().equals(name)) {
                return recent.get(i);
            }
        }
        return null;
    }

    /** Adds an element; the oldest of three like it goes. */
    void add(Element element) {
        List<Element> recent = recent();
        int equal = 0;
        int oldest = -1;
        for (int i = recent.size() - 1; i >= 0; i--) {
            if (isLike(recent.get(i), element)) {
                equal++;
                oldest = i;
            }
        }
        if (equal >= EQUAL_ELEMENTS) {
            removeAt(oldest);
        } else if (recent.size() == LIMIT) {
            removeAt(0);
        }
        element.formatting = true;
        recent.add(element);
    }

    private static boolean isLike(Element one, Element other) {
        if (!one.name().equals(other.name())
                || one.attributes().size() != other.attributes().size()) {
            return false;
        }
        for (int i = 0; i < one.attributes().size(); i += 2) {
            if (!one.attributes().get(i).equals(other.attributes().get(i))
                    || !one.attributes()
                            .get(i + 1)
                            .equalsIgnoreCase(other.attributes().get(i + 1))) {
                return false;
            }
        }
        return true;
    }

    /** The element's place behind the last marker, -1 if it is not there. */
    int indexOf(Element element) {
        return element.formatting ? recent().lastIndexOf(element) : -1;
    }

    void remove(Element element) {
        int index = indexOf(element);
        if (index >= 0) {
            removeAt(index);
        }
    }

    void removeAt(int index) {
        recent().remove(index).formatting = false;
    }

    void insert(int index, Element element) {
        element.formatting = true;
        recent().add(index, element);
    }

    void replace(int index, Element by) {
        recent().get(index).formatting = false;
        by.formatting = true;
        recent().set(index, by);
    }
}
