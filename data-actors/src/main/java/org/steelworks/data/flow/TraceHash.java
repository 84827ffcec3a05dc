package org.steelworks.data.flow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.steelworks.core.digest.Digest128;
import org.steelworks.data.unit.Unit;

/**
 * Numbers documents as if by lot, by their set, their file, the place where their unit begins in it and their number in the
 * unit: always the same for the same inputs.
 */
record TraceHash(long unit) {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    static TraceHash of(PreparePlan plan, Unit unit) {
        String place = plan.set(unit).name() + '\0' + unit.file().source() + '\0' + unit.start();
        return new TraceHash(Digest128.of(ByteBuffer.wrap(place.getBytes(StandardCharsets.UTF_8)))
                .high());
    }

    /** @param index of the document, counted from the unit's beginning */
    long of(long index) {
        // SplitMix64
        long hash = unit + (index + 1) * STEP;
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
        return hash ^ hash >>> 31;
    }
}
