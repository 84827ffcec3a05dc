package org.steelworks.data.unit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.steelworks.data.document.Reject;

/** The lines of {@code quarantine.jsonl}: place, cause and beginning of every record that became no document. */
public final class Quarantine {
    /** Key of the line number, which is counted from the unit's beginning until units are put together. */
    public static final String LINE = "line";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Quarantine() {}

    /** One line, without its end. */
    public static String line(String set, Reject reject) {
        ObjectNode node = JSON.createObjectNode();
        node.put("set", set);
        node.put("source", reject.source());
        node.put(LINE, reject.line());
        node.put("reason", reject.reason());
        node.put("excerpt", reject.excerpt());
        return node.toString();
    }
}
