package org.steelworks.gpu.network;

import java.util.Map;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.kernel.DeviceFacts;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.reduce.GradientMean;

/** Everything that the bits of a gradient depend on besides weights and tokens. */
public final class FingerprintItems {
    private FingerprintItems() {}

    /**
     * Items by name, in a fixed order; two workers may share a run when all are equal. Device thread only.
     *
     * @param length positions of a sequence
     */
    public static Map<String, String> of(KernelLibrary library, ModelSpec model, TrainSpec train, int length) {
        Map<String, String> items = DeviceFacts.items(library);
        items.put("head.chunk_rows", Integer.toString(SteelDecoder.headChunkRows(model.vocabSize())));
        items.put("gradient.squares", GradientMean.SQUARES);
        items.put("precision", train.precision().key());
        items.put("micro_batch", train.microBatch() + "x" + length);
        return items;
    }
}
