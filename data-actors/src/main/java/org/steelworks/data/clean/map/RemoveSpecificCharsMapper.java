package org.steelworks.data.clean.map;

import java.util.List;
import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.CodePointSet;

/**
 * Deletes the given characters. The original joins them with {@code |} in a regular expression's class, so with two or
 * more of them the ASCII pipe goes too.
 */
public final class RemoveSpecificCharsMapper implements Mapper {
    public static final String NAME = "remove_specific_chars_mapper";

    /** What the original takes for syntax of its class. */
    private static final String SYNTAX = "\\]^";

    private final CodePointSet removed;

    /**
     * @param characters each of one or more characters; none changes nothing
     * @param keepPipe whether the pipe stays all the same
     * @throws IllegalArgumentException for what a class of a regular expression does not take literally
     */
    public RemoveSpecificCharsMapper(List<String> characters, boolean keepPipe) {
        for (String part : characters) {
            boolean range = part.indexOf('-') >= 0 && part.codePointCount(0, part.length()) > 1;
            if (range || part.chars().anyMatch(c -> SYNTAX.indexOf(c) >= 0)) {
                throw new IllegalArgumentException("chars_to_remove has \"" + part
                        + "\", which Data-Juicer does not take literally; write single characters without "
                        + String.join(" ", SYNTAX.split("")) + " and ranges");
            }
        }
        removed = CodePointSet.ofCharacters(String.join(characters.size() > 1 && !keepPipe ? "|" : "", characters));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        return removed.deleteFrom(text);
    }
}
