package org.steelworks.data.tokens;

/** Turns text into ids and back for one tokenizer. Safe for any number of threads until closed. */
interface TokenEngine extends AutoCloseable {
    /** The ids of a text in valid Unicode. */
    int[] encode(String text);

    /** The text of ids that are not negative; bytes that are no UTF-8 become U+FFFD. */
    String decode(int[] ids, boolean skipSpecial);

    /** Frees what it owns once running calls are done; later calls throw {@link IllegalStateException}. */
    @Override
    void close();
}
