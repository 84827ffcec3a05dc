package org.steelworks.core.aeron;

import io.aeron.Subscription;
import io.aeron.logbuffer.ControlledFragmentHandler;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.steelworks.core.aeron.DataPlaneCounters.Counter;
import org.steelworks.core.frame.FrameAssembly;
import org.steelworks.core.frame.FrameDecoder;
import org.steelworks.core.frame.FrameEncoder;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameRefusal;
import org.steelworks.core.frame.PartialItem;
import org.steelworks.core.frame.PlaceFrame;

/**
 * Takes frames from the inbox, refuses and counts what is not sound, not of an accepted run or of an ended generation,
 * and puts chunks straight into the memory that the sink gives. Chunks may come twice and in any order. Where a frame names
 * the place of an item, the item is copied from there at once, unless the sink reads it there. One thread.
 */
final class FrameReceiver {
    /** Frames taken from one subscription before it is the next one's turn. */
    private static final int BURST = 64;

    private static final long UNKNOWN_RUN = Long.MIN_VALUE;

    private final List<Subscription> inbox;
    private final ChunkSink sink;
    private final DataPlaneCounters counters;
    private final FrameDecoder decoder = new FrameDecoder();
    private final FrameAssembly assembly;
    private final Long2LongHashMap oldestGeneration = new Long2LongHashMap(UNKNOWN_RUN);
    private final SharedReader places;
    private final ControlledFragmentHandler handler =
            (buffer, offset, length, header) -> onFragment(buffer, offset, length);
    private RuntimeException failure;

    FrameReceiver(
            List<Subscription> inbox,
            ChunkSink sink,
            DataPlaneCounters counters,
            int partialItems,
            SharedReader places) {
        this.inbox = inbox;
        this.sink = sink;
        this.counters = counters;
        this.assembly = new FrameAssembly(partialItems);
        this.places = places;
    }

    /** From now on frames of this run are taken if their generation is not older; older partial items are given up. */
    void accept(long runTag, long generation) {
        oldestGeneration.put(runTag, generation);
        places.forget();
        abandon(key -> key.runTag() == runTag && key.generation() < generation);
    }

    /** From now on frames of this run are refused. */
    void leave(long runTag) {
        oldestGeneration.remove(runTag);
        places.forget();
        abandon(key -> key.runTag() == runTag);
    }

    /** Gives up one partly received item. */
    void abandon(FrameKey key) {
        abandon(key::equals);
    }

    int partialItems() {
        return assembly.size();
    }

    /** @return frames read. What the sink throws comes out here */
    int doWork() {
        int frames = 0;
        for (int i = 0; i < inbox.size(); i++) {
            frames += inbox.get(i).controlledPoll(handler, BURST);
            rethrow();
        }
        return frames;
    }

    /** Aeron passes an exception of its handler to an error log and goes on: keep it for our own thread. */
    private ControlledFragmentHandler.Action onFragment(DirectBuffer buffer, int offset, int length) {
        try {
            // After a whole item the owner's thread has other things to do first, such as what came of the item before.
            return take(buffer, offset, length)
                    ? ControlledFragmentHandler.Action.BREAK
                    : ControlledFragmentHandler.Action.CONTINUE;
        } catch (RuntimeException e) {
            failure = e;
            return ControlledFragmentHandler.Action.BREAK;
        }
    }

    private void rethrow() {
        if (failure != null) {
            RuntimeException thrown = failure;
            failure = null;
            throw thrown;
        }
    }

    /** One frame, or whatever else came. @return whether it named the place of an item that is taken */
    boolean take(DirectBuffer buffer, int offset, int length) {
        counters.add(Counter.FRAMES_IN, 1);
        counters.add(Counter.BYTES_IN, length);
        FrameRefusal refusal = decoder.decode(buffer, offset, length);
        if (refusal == FrameRefusal.NONE) {
            refusal = membership(decoder.key());
        }
        boolean place = refusal == FrameRefusal.NONE && decoder.isPlace();
        if (place) {
            refusal = fetch(decoder.key(), buffer, offset + FrameEncoder.HEADER_LENGTH);
        } else if (refusal == FrameRefusal.NONE) {
            refusal = place(decoder.key(), buffer, offset + FrameEncoder.HEADER_LENGTH);
        }
        if (refusal != FrameRefusal.NONE) {
            counters.refuse(refusal);
        }
        return place && refusal == FrameRefusal.NONE;
    }

    private FrameRefusal membership(FrameKey key) {
        long oldest = oldestGeneration.get(key.runTag());
        if (oldest == UNKNOWN_RUN) {
            return FrameRefusal.OTHER_RUN;
        }
        return key.generation() < oldest ? FrameRefusal.STALE : FrameRefusal.NONE;
    }

    private FrameRefusal place(FrameKey key, DirectBuffer buffer, int chunkOffset) {
        PartialItem item = assembly.find(key);
        if (item == null) {
            ByteBuffer memory = sink.destination(key, decoder.totalLength());
            if (memory == null) {
                return FrameRefusal.UNWANTED;
            }
            item = assembly.begin(key, decoder.totalLength(), memory);
            evict();
        } else if (item.totalLength() != decoder.totalLength()) {
            return FrameRefusal.CONFLICT;
        }
        return switch (item.accept(buffer, chunkOffset, decoder.payloadOffset(), decoder.chunkLength())) {
            case PARTIAL -> FrameRefusal.NONE;
            case DUPLICATE -> {
                counters.add(Counter.DUPLICATE_FRAMES, 1);
                yield FrameRefusal.NONE;
            }
            case SCATTERED -> FrameRefusal.SCATTERED;
            case COMPLETE -> {
                completed(item);
                yield FrameRefusal.NONE;
            }
        };
    }

    private void completed(PartialItem item) {
        assembly.forget(item.key());
        counters.add(Counter.ITEMS_IN, 1);
        sink.onComplete(item.key(), item.memory());
    }

    /** Copies the item that a frame names the place of; what came of it in chunks before is overwritten. */
    private FrameRefusal fetch(FrameKey key, DirectBuffer buffer, int offset) {
        ByteBuffer chunk = ByteBuffer.allocate(decoder.chunkLength());
        buffer.getBytes(offset, chunk, 0, chunk.capacity());
        PlaceFrame place = PlaceFrame.decode(chunk).orElse(null);
        if (place == null) {
            return FrameRefusal.BOUNDS;
        }
        PartialItem item = assembly.find(key);
        int length = decoder.totalLength();
        if (sink.onRemote(key, length, () -> places.open(place, length))) {
            if (item != null) {
                assembly.forget(key);
                abandoned(item);
            }
            counters.add(Counter.ITEMS_IN, 1);
            return FrameRefusal.NONE;
        }
        if (item == null) {
            ByteBuffer given = sink.destination(key, decoder.totalLength());
            if (given == null) {
                return FrameRefusal.UNWANTED;
            }
            item = assembly.begin(key, decoder.totalLength(), given);
        } else if (item.totalLength() != decoder.totalLength()) {
            return FrameRefusal.CONFLICT;
        }
        ByteBuffer memory = item.memory().duplicate();
        if (places.copy(place, memory.limit(memory.position() + item.totalLength()))) {
            completed(item);
            return FrameRefusal.NONE;
        }
        assembly.forget(key);
        abandoned(item);
        return FrameRefusal.MOVED;
    }

    private void evict() {
        PartialItem evicted = assembly.evict();
        if (evicted != null) {
            abandoned(evicted);
        }
    }

    private void abandon(Predicate<FrameKey> which) {
        assembly.forgetAll(which).forEach(this::abandoned);
    }

    private void abandoned(PartialItem item) {
        counters.add(Counter.ABANDONED_ITEMS, 1);
        sink.onAbandoned(item.key(), item.memory());
    }
}
