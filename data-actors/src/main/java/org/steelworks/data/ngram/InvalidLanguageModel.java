package org.steelworks.data.ngram;

import java.io.IOException;

/** A file is no usable language model; the message says why and what to do. */
public final class InvalidLanguageModel extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidLanguageModel(String message) {
        super(message);
    }
}
