package org.steelworks.data.fasttext;

import java.io.IOException;

/** A file is no usable fastText model; the message says why and what to do. */
public final class InvalidFastTextModel extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidFastTextModel(String message) {
        super(message);
    }

    static InvalidFastTextModel damaged(String why) {
        return new InvalidFastTextModel("it is damaged: " + why + "; copy it again");
    }
}
