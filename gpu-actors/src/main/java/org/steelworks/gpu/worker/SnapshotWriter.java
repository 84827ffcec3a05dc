package org.steelworks.gpu.worker;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.protocol.WorkerProtocol;
import org.steelworks.gpu.state.SnapshotPins;
import org.steelworks.gpu.state.SnapshotSink;

/** Writes one snapshot at a time on a thread of its own, and says what became of it. */
final class SnapshotWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotWriter.class);
    private static final long CLOSE_SECONDS = 5;

    /** What to save. */
    record Snapshot(RunId run, Member member, long generation, long step, long appliedSteps, List<Bucket> buckets) {}

    private final SnapshotPins pins;
    private final SnapshotSink sink;
    private final RunVoice voice;
    private final ExecutorService thread;

    SnapshotWriter(SnapshotPins pins, SnapshotSink sink, RunVoice voice) {
        this.pins = pins;
        this.sink = sink;
        this.voice = voice;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "steel-snapshot");
            made.setDaemon(true);
            return made;
        });
    }

    /** Pins the buckets at once; the rest happens on the snapshot thread. */
    void begin(Snapshot snapshot) {
        if (snapshot.buckets.isEmpty()) {
            return;
        }
        int[] ordinals = snapshot.buckets.stream().mapToInt(Bucket::ordinal).toArray();
        if (!pins.pin(ordinals)) {
            fail(snapshot, "the snapshot before it is still being written: the disk is slower than the schedule");
            return;
        }
        Future<?> written = thread.submit(() -> write(snapshot));
        if (written.isCancelled()) {
            pins.release();
        }
    }

    private void write(Snapshot snapshot) {
        try {
            SnapshotSink.Part part = sink.write(snapshot.step, snapshot.buckets, pins);
            pins.release();
            voice.say(new WorkerProtocol.Saved(
                    snapshot.run,
                    snapshot.member,
                    snapshot.generation,
                    snapshot.step,
                    snapshot.appliedSteps,
                    part.file(),
                    part.bytes(),
                    part.buckets()));
        } catch (IOException | RuntimeException e) {
            pins.release();
            LOG.warn("snapshot of step {} was not written", snapshot.step, e);
            fail(snapshot, String.valueOf(e.getMessage()));
        }
    }

    private void fail(Snapshot snapshot, String reason) {
        voice.say(new WorkerProtocol.SaveFailed(
                snapshot.run, snapshot.member, snapshot.generation, snapshot.step, reason));
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a snapshot is still being written after {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
