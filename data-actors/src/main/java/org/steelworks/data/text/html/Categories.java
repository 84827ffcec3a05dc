package org.steelworks.data.text.html;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.steelworks.data.text.html.Element.Namespace;

/** Groups of elements that HTML5's tree construction looks for on the stack of open elements, as bits. */
final class Categories {
    static final int SPECIAL = 1;
    static final int SCOPE = 2;
    static final int BUTTON_SCOPE = 4;
    static final int LIST_SCOPE = 8;
    static final int TABLE_SCOPE = 16;

    /** Ends the search for an open list item that a new one closes. */
    static final int ITEM_SCOPE = 32;

    /** Decides the insertion mode that is gone back to. */
    static final int MODE = 64;

    /** How many groups there are. */
    static final int COUNT = 7;

    static final Set<String> MATHML_TEXT = Set.of("mi", "mo", "mn", "ms", "mtext");
    static final Set<String> SVG_HTML = Set.of("foreignobject", "desc", "title");
    static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");

    private static final Set<String> SPECIAL_NAMES = words("address applet area article aside base basefont bgsound"
            + " blockquote body br button caption center col colgroup dd details dir div dl dt embed fieldset figcaption"
            + " figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe image img input li"
            + " link listing main marquee menu meta nav noembed noframes noscript object ol p param plaintext pre script"
            + " section select source style summary table tbody td template textarea tfoot th thead title tr track ul"
            + " wbr xmp");
    private static final Set<String> SCOPE_NAMES = words("applet caption html marquee object table td template th");
    private static final Set<String> MODE_NAMES =
            words("select td th tr tbody tfoot thead caption colgroup table template head body frameset html");
    private static final Set<String> TRANSPARENT_TO_ITEMS = Set.of("address", "div", "p");

    /** The groups of elements of HTML; of all others there are none. */
    private static final Map<String, Integer> HTML = html();

    private Categories() {}

    static Set<String> words(String names) {
        return Set.of(names.split(" "));
    }

    /** The groups of an element. */
    static int of(String name, Namespace namespace) {
        if (namespace != Namespace.HTML) {
            boolean inside = namespace == Namespace.SVG
                    ? SVG_HTML.contains(name)
                    : MATHML_TEXT.contains(name) || name.equals("annotation-xml");
            return inside ? SPECIAL | SCOPE | BUTTON_SCOPE | LIST_SCOPE | ITEM_SCOPE : 0;
        }
        return HTML.getOrDefault(name, 0);
    }

    private static Map<String, Integer> html() {
        Map<String, Integer> groups = new HashMap<>();
        for (Set<String> names : List.of(SPECIAL_NAMES, SCOPE_NAMES, MODE_NAMES)) {
            names.forEach(name -> groups.put(name, htmlGroups(name)));
        }
        return groups;
    }

    private static int htmlGroups(String name) {
        int groups = 0;
        if (SPECIAL_NAMES.contains(name)) {
            groups |= TRANSPARENT_TO_ITEMS.contains(name) ? SPECIAL : SPECIAL | ITEM_SCOPE;
        }
        if (SCOPE_NAMES.contains(name)) {
            groups |= SCOPE | BUTTON_SCOPE | LIST_SCOPE;
        }
        groups |= name.equals("button") ? BUTTON_SCOPE : 0;
        groups |= name.equals("ol") || name.equals("ul") ? LIST_SCOPE : 0;
        groups |= name.equals("html") || name.equals("table") || name.equals("template") ? TABLE_SCOPE : 0;
        groups |= MODE_NAMES.contains(name) ? MODE : 0;
        return groups;
    }
}
