package org.steelworks.gpu.worker;

import java.util.Arrays;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameKind;
import org.steelworks.core.frame.PreparedFrame;
import org.steelworks.core.generation.ValidationLosses;
import org.steelworks.gpu.step.Item;
import org.steelworks.gpu.step.ItemKind;
import org.steelworks.gpu.step.Prepared;

/** Between what the step machine speaks of and what frames carry. */
final class FrameItems {
    private FrameItems() {}

    static FrameKey key(Item item, long runTag, long generation, int sender) {
        return switch (item.kind()) {
            case GRADIENT -> FrameKey.gradient(runTag, generation, item.step(), sender, item.bucket(), item.node());
            case REDUCED -> FrameKey.reduced(runTag, generation, item.step(), sender, item.bucket());
            case WEIGHTS -> FrameKey.weights(runTag, generation, item.step(), sender, item.bucket());
            case STATE -> FrameKey.state(runTag, generation, item.step(), sender, item.bucket());
            case PREPARED -> FrameKey.prepared(runTag, generation, item.step(), sender);
        };
    }

    /** The item a frame carries, or null where it is none of a member. */
    static Item item(FrameKey key) {
        ItemKind kind = kind(key.kind());
        return kind == null ? null : new Item(kind, key.step(), key.bucket(), key.nodeLevel(), key.nodeIndex());
    }

    private static ItemKind kind(FrameKind kind) {
        return switch (kind) {
            case GRADIENT -> ItemKind.GRADIENT;
            case REDUCED -> ItemKind.REDUCED;
            case WEIGHTS -> ItemKind.WEIGHTS;
            case STATE -> ItemKind.STATE;
            case PREPARED -> ItemKind.PREPARED;
            case BLOCK, CREDIT, MISSING -> null;
        };
    }

    static PreparedFrame frame(Prepared share) {
        boolean[] finite = new boolean[share.losses().length];
        for (int i = 0; i < finite.length; i++) {
            finite[i] = Double.isFinite(share.losses()[i]);
        }
        return new PreparedFrame(
                share.buckets(),
                share.squares(),
                halves(share.digests()),
                share.firstLeaf(),
                share.losses(),
                share.targets(),
                finite,
                halves(share.weightsDigests()),
                share.validation().firstBatch(),
                share.validation().losses().stream().mapToDouble(loss -> loss).toArray());
    }

    static Prepared prepared(long step, PreparedFrame frame) {
        return new Prepared(
                step,
                frame.buckets(),
                frame.sumsOfSquares(),
                digests(frame.digests()),
                frame.firstLeaf(),
                frame.losses(),
                frame.targets(),
                digests(frame.weightsDigests()),
                new ValidationLosses(
                        frame.firstBatch(),
                        Arrays.stream(frame.validation()).boxed().toList()));
    }

    private static long[] halves(Digest128[] digests) {
        long[] halves = new long[2 * digests.length];
        for (int i = 0; i < digests.length; i++) {
            halves[2 * i] = digests[i].high();
            halves[2 * i + 1] = digests[i].low();
        }
        return halves;
    }

    private static Digest128[] digests(long[] halves) {
        Digest128[] digests = new Digest128[halves.length / 2];
        for (int i = 0; i < digests.length; i++) {
            digests[i] = new Digest128(halves[2 * i], halves[2 * i + 1]);
        }
        return digests;
    }
}
