package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.steelworks.checkpoint.catalog.CheckpointCatalog;
import org.steelworks.checkpoint.catalog.CheckpointHash;
import org.steelworks.checkpoint.store.DirectoryStore;

/** What a training run left in its folder. */
record TrainedRun(Path dir) {
    /** Lines of its metrics so far. */
    long steps() throws IOException {
        Path metrics = dir.resolve("metrics.jsonl");
        return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
    }

    /** All bits of the state after a step, which has a checkpoint. */
    private String hash(int step) throws IOException {
        return CheckpointHash.ofState(new CheckpointCatalog(new DirectoryStore(dir.resolve("checkpoints"))).open(step));
    }

    /** It took so many steps and every one has the bits of the other's. */
    void assertSameAs(TrainedRun other, int steps) throws IOException {
        assertThat(hash(steps)).isEqualTo(other.hash(steps));
        assertThat(dir.resolve("ledger.jsonl")).hasSameBinaryContentAs(other.dir.resolve("ledger.jsonl"));
        assertThat(steps()).isEqualTo(steps);
    }
}
