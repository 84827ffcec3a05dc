package org.steelworks.data.text.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stack of open elements. What the rules search it for is kept in lists of its own, so that a step costs no more in a
 * deep tree. Elements taken out of the middle leave a hole in the stack and stay in the list of their name until they are
 * its last.
 */
final class OpenElements {
    private static final List<Element> NONE = List.of();

    private Element[] stack = new Element[32];
    private int size;
    private int runs;

    private final Map<String, List<Element>> html = new HashMap<>();
    private final Map<String, List<Element>> foreign = new HashMap<>();
    private final List<List<Element>> categories = new ArrayList<>();

    OpenElements() {
        for (int i = 0; i < Categories.COUNT; i++) {
            categories.add(new ArrayList<>());
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    Element root() {
        return stack[0];
    }

    /** The element on top; null when nothing is open. */
    Element current() {
        return size == 0 ? null : stack[size - 1];
    }

    /** The second element from the bottom, null if there is none. */
    Element second() {
        for (int i = 1; i < size; i++) {
            if (stack[i] != null) {
                return stack[i];
            }
        }
        return null;
    }

    /** The element right under the one on top, null if there is none. */
    Element belowCurrent() {
        int i = size - 2;
        while (i >= 0 && stack[i] == null) {
            i--;
        }
        return i < 0 ? null : stack[i];
    }

    void push(Element element) {
        if (size == stack.length) {
            stack = Arrays.copyOf(stack, 2 * size);
        }
        if (!element.isHtml()) {
            Element current = current();
            element.run = current == null || current.isHtml() ? ++runs : current.run;
        }
        element.index = size;
        stack[size++] = element;
        byName(element).computeIfAbsent(element.name(), n -> new ArrayList<>()).add(element);
        for (int i = 0; i < Categories.COUNT; i++) {
            if (element.isIn(1 << i)) {
                categories.get(i).add(element);
            }
        }
    }

    /** Takes the top element off, unless it is the root. */
    void pop() {
        if (size > 1) {
            remove(current());
        }
    }

    void remove(Element element) {
        if (element.index == Element.CLOSED) {
            return;
        }
        stack[element.index] = null;
        element.index = Element.CLOSED;
        dropClosed(byName(element).get(element.name()));
        for (int i = 0; i < Categories.COUNT; i++) {
            if (element.isIn(1 << i)) {
                removeLast(categories.get(i), element);
            }
        }
        while (size > 0 && stack[size - 1] == null) {
            size--;
        }
    }

    private static void removeLast(List<Element> list, Element element) {
        int i = list.size() - 1;
        while (list.get(i) != element) {
            i--;
        }
        list.remove(i);
    }

    private Map<String, List<Element>> byName(Element element) {
        return element.isHtml() ? html : foreign;
    }

    /** Takes elements off up to the element, included, but never the root. */
    void popThrough(Element element) {
        while (size > 1 && element.index != Element.CLOSED) {
            pop();
        }
    }

    /** Takes elements off up to the last HTML element of that name, included; all but the root if there is none. */
    void popThrough(String name) {
        Element last = last(name);
        popThrough(last == null ? root() : last);
    }

    /** Takes elements off until an HTML element of these names is on top, or the root. */
    void popTo(Set<String> names) {
        while (size > 1 && !current().isOneOf(names)) {
            pop();
        }
    }

    /** The topmost HTML element of that name, null if there is none. */
    Element last(String name) {
        return last(html.getOrDefault(name, NONE));
    }

    /** The topmost HTML element of these names, null if there is none. */
    Element last(Set<String> names) {
        Element topmost = null;
        for (String name : names) {
            Element last = last(name);
            if (last != null && (topmost == null || last.index > topmost.index)) {
                topmost = last;
            }
        }
        return topmost;
    }

    /** The topmost element of SVG or MathML of that name that has no HTML element above, null if there is none. */
    Element lastForeign(String name) {
        Element last = last(foreign.getOrDefault(name, NONE));
        Element current = current();
        return last != null && !current.isHtml() && last.run == current.run ? last : null;
    }

    /** The topmost element of a group, null if there is none. */
    Element last(int category) {
        return last(categories.get(Integer.numberOfTrailingZeros(category)));
    }

    private static void dropClosed(List<Element> elements) {
        while (!elements.isEmpty() && elements.get(elements.size() - 1).index == Element.CLOSED) {
            elements.remove(elements.size() - 1);
        }
    }

    private static Element last(List<Element> elements) {
        dropClosed(elements);
        return elements.isEmpty() ? null : elements.get(elements.size() - 1);
    }

    /** The last element of that name if no element of the group is above it, else null. */
    Element inScope(String name, int category) {
        Element last = last(name);
        return last != null && isWithin(last, category) ? last : null;
    }

    /** Whether the element is open and has no element of the group above. */
    boolean isWithin(Element element, int category) {
        Element barrier = last(category);
        return element.index != Element.CLOSED && (barrier == null || element.index >= barrier.index);
    }

    /** The lowest element of a group above the element, null if there is none. */
    Element firstAbove(Element element, int category) {
        List<Element> group = categories.get(Integer.numberOfTrailingZeros(category));
        int low = 0;
        int high = group.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (group.get(middle).index > element.index) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == group.size() ? null : group.get(low);
    }

    /** The element right under this one. */
    Element below(Element element) {
        return at(element.index - 1);
    }

    /** The element in a slot or, if that is a hole, the next one under it. */
    Element at(int index) {
        int i = index;
        while (stack[i] == null) {
            i--;
        }
        return stack[i];
    }

    /** Puts a new formatting element into the slot of an open one of the same name. */
    void replace(Element element, Element by) {
        by.index = element.index;
        stack[by.index] = by;
        element.index = Element.CLOSED;
        insert(html.get(by.name()), by);
    }

    /** Takes a formatting element out and puts a new one right above {@code under}, which must be above the first. */
    void move(Element out, Element in, Element under) {
        int top = under.index;
        int bottom = out.index;
        remove(out);
        List<Element> between = new ArrayList<>();
        for (int i = bottom + 1; i <= top; i++) {
            if (stack[i] != null) {
                between.add(stack[i]);
                stack[i] = null;
            }
        }
        for (int i = 0; i < between.size(); i++) {
            int slot = top - between.size() + i;
            stack[slot] = between.get(i);
            between.get(i).index = slot;
        }
        stack[top] = in;
        in.index = top;
        size = Math.max(size, top + 1);
        insert(html.get(in.name()), in);
    }

    private static void insert(List<Element> list, Element element) {
        int i = list.size();
        while (i > 0 && (list.get(i - 1).index == Element.CLOSED || list.get(i - 1).index > element.index)) {
            i--;
        }
        list.add(i, element);
    }
}
