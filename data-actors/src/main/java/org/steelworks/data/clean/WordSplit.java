package org.steelworks.data.clean;

import java.util.function.Consumer;

/** Cuts a text into words. Implementations are safe for any thread. */
public interface WordSplit {
    /** Gives the words in order; none is empty. */
    void each(String text, Consumer<String> word);
}
