package org.steelworks.gpu.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.generation.Base;

/** Where state comes from that no member has: a checkpoint, or the recipe's initial weights. Called on the device thread. */
public interface StateSource {
    /**
     * Fills a bucket's weights and, where asked for, its moments, as of the base's step; checks what it reads.
     *
     * @param weights fp32, {@code 4 * bucket.length()} bytes from position 0
     * @param moment first moment, or null where only weights are wanted
     * @param square second moment, null together with {@code moment}
     * @throws IOException where the base cannot be read or is damaged
     */
    void read(Base base, Bucket bucket, ByteBuffer weights, ByteBuffer moment, ByteBuffer square) throws IOException;
}
