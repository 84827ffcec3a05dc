package org.steelworks.data.tokens;

import org.steelworks.data.bpe.ByteLevelBpe;

/** Our encoder for byte-level BPE. */
final class ByteLevelEngine implements TokenEngine {
    private final String name;
    private volatile ByteLevelBpe encoder;

    ByteLevelEngine(ByteLevelBpe encoder, String name) {
        this.encoder = encoder;
        this.name = name;
    }

    @Override
    public int[] encode(String text) {
        return open().encode(text);
    }

    @Override
    public String decode(int[] ids, boolean skipSpecial) {
        return open().decode(ids, skipSpecial);
    }

    @Override
    public void close() {
        encoder = null;
    }

    private ByteLevelBpe open() {
        ByteLevelBpe open = encoder;
        if (open == null) {
            throw new IllegalStateException("tokenizer " + name + " is closed");
        }
        return open;
    }
}
