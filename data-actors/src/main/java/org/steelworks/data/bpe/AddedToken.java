package org.steelworks.data.bpe;

/**
 * A token that is cut out of text before anything else.
 *
 * @param content its text, not empty
 * @param singleWord only between characters that belong to no word
 * @param leftStrip takes the white space before it along
 * @param rightStrip takes the white space behind it along
 * @param normalized is looked for in normalized text, in its normalized form
 * @param special may be left out of decoded text
 */
public record AddedToken(
        int id,
        String content,
        boolean singleWord,
        boolean leftStrip,
        boolean rightStrip,
        boolean normalized,
        boolean special) {}
