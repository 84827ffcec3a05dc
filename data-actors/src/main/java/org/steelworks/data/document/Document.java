package org.steelworks.data.document;

/**
 * One text on its way from a raw file to token shards.
 *
 * @param source the raw file it came from, relative to the input root, with forward slashes
 * @param index number of the record in that file, from 0; together with {@code source} it identifies the document
 * @param text the text as the latest stage left it; never null
 */
public record Document(String source, long index, String text) {

    /** The same document with another text. */
    public Document withText(String newText) {
        return new Document(source, index, newText);
    }
}
