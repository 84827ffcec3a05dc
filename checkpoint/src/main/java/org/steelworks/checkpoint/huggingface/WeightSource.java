package org.steelworks.checkpoint.huggingface;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.steelworks.core.model.Parameter;

/** Where the fp32 weights of a model come from, range by range. Not thread-safe. */
public interface WeightSource {
    /**
     * Fills {@code out} up to its limit with fp32 little-endian.
     *
     * @param first first element inside the parameter
     * @throws IOException where the source cannot be read
     */
    void read(Parameter parameter, long first, ByteBuffer out) throws IOException;
}
