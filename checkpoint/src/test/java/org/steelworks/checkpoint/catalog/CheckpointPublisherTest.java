package org.steelworks.checkpoint.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.bucket.BucketGroupReader;
import org.steelworks.checkpoint.bucket.BucketGroupWriter;
import org.steelworks.checkpoint.format.BucketEntry;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.StatePart;
import org.steelworks.checkpoint.policy.RecoveryRule;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.checkpoint.testkit.CrashingStore;
import org.steelworks.checkpoint.testkit.SampleState;
import org.steelworks.core.bucket.Bucket;

class CheckpointPublisherTest {
    private static final List<String> TWO = List.of("node-1/w0", "node-1/w1");
    private static final RecoveryRule.Wanted WANTED =
            new RecoveryRule.Wanted(SampleState.RECIPE, SampleState.FINGERPRINT, false);

    @TempDir
    Path folder;

    private final CrashingStore store = new CrashingStore(1);

    private static CheckpointPublisher.Publication save(Store store, long step, int keep, List<String> members)
            throws IOException {
        List<BucketGroup> groups = SampleState.write(store, step, SampleState.TINY, members);
        return new CheckpointPublisher(store, keep).publish(SampleState.facts(step, SampleState.TINY), groups);
    }

    @Test
    void shouldGiveBackEveryBucketOnARealDisk() throws IOException {
        DirectoryStore disk = new DirectoryStore(folder.resolve("checkpoints"));
        List<BucketGroup> groups = SampleState.write(disk, 20, SampleState.WIDE, TWO);
        CheckpointFolder published = new CheckpointPublisher(disk, 3)
                .publish(SampleState.facts(20, SampleState.WIDE), groups)
                .checkpoint();

        CheckpointFolder found = new CheckpointCatalog(disk).open(20);
        found.verify();
        assertThat(found.manifest()).isEqualTo(published.manifest());
        assertThat(found.manifest().buckets()).hasSize(7);
        assertThat(disk.list("step-00000020"))
                .containsExactly("buckets-node-1-w0.safetensors", "buckets-node-1-w1.safetensors", "manifest.json");
        try (BucketGroupReader reader = found.reader()) {
            for (BucketEntry entry : found.manifest().buckets()) {
                Bucket bucket = entry.bucket();
                for (StatePart part : StatePart.values()) {
                    ByteBuffer out = ByteBuffer.allocate(4 * bucket.length());
                    reader.read(bucket.ordinal(), part, out);
                    assertThat(out.flip()).isEqualTo(SampleState.bytes(20, bucket, part));
                }
            }
        }
    }

    /** Computed by a Python script with hashlib and struct from the formula of {@link SampleState#value}. */
    @Test
    void shouldHashAsTheContractSays() throws IOException {
        CheckpointFolder checkpoint = save(store, 20, 3, TWO).checkpoint();

        assertThat(CheckpointHash.ofState(checkpoint))
                .isEqualTo("9097d337bb7a0b34fdffeb6a458c7c0726b38fff963696e29d08edac9b13a1e7");
        assertThat(CheckpointHash.ofWeights(checkpoint))
                .isEqualTo("cf873a69e3422d0dff9c4a1bd79cd8be9030b77c058ff249d2c0ea53ec0a13d2");
    }

    @Test
    void shouldHashTheSameForAnyMembers() throws IOException {
        CrashingStore other = new CrashingStore(2);
        CheckpointFolder byThree =
                save(other, 20, 3, List.of("a/w0", "b/w0", "c/w5")).checkpoint();
        CheckpointFolder byTwo = save(store, 20, 3, TWO).checkpoint();

        assertThat(CheckpointHash.ofState(byThree)).isEqualTo(CheckpointHash.ofState(byTwo));
        assertThat(CheckpointHash.ofState(save(store, 30, 3, TWO).checkpoint()))
                .isNotEqualTo(CheckpointHash.ofState(byTwo));
    }

    @Test
    void shouldReadParameterRangesAcrossBuckets() throws IOException {
        List<BucketGroup> groups = SampleState.write(store, 20, SampleState.WIDE, TWO);
        CheckpointFolder checkpoint = new CheckpointPublisher(store, 1)
                .publish(SampleState.facts(20, SampleState.WIDE), groups)
                .checkpoint();
        ByteBuffer out = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        try (StateReader reader = new StateReader(checkpoint)) {
            reader.read(checkpoint.manifest().parameter("lm_head.weight"), StatePart.SECOND_MOMENT, (1 << 20) - 4, out);
        }

        for (int i = 0; i < 10; i++) {
            assertThat(out.getFloat(4 * i))
                    .isEqualTo(SampleState.value(20, 3, (1 << 20) - 4 + i, StatePart.SECOND_MOMENT));
        }
    }

    @Test
    void shouldRefuseMissingDoubledAndForeignBuckets() throws IOException {
        List<BucketGroup> groups = SampleState.write(store, 20, SampleState.TINY, TWO);
        CheckpointPublisher publisher = new CheckpointPublisher(store, 3);
        CheckpointFacts facts = SampleState.facts(20, SampleState.TINY);

        assertThatThrownBy(() -> publisher.publish(facts, groups.subList(0, 1)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no member wrote the buckets [1, 3]");
        List<BucketGroup> doubled = new ArrayList<>(groups);
        doubled.add(groups.get(1));
        assertThatThrownBy(() -> publisher.publish(facts, doubled)).hasMessageContaining("one primary per bucket");
        assertThatThrownBy(() -> publisher.publish(SampleState.facts(20, SampleState.WIDE), groups))
                .hasMessageContaining("not in this model's bucket plan");
        assertThatThrownBy(() -> publisher.publish(SampleState.facts(21, SampleState.TINY), groups))
                .hasMessageContaining("wrote step 20");
        assertThat(publisher.catalog().list()).isEmpty();
    }

    @Test
    void shouldRemoveFilesOfMembersThatTookNoPart() throws IOException {
        SampleState.write(store, 20, SampleState.TINY, List.of("gone/w0"));

        save(store, 20, 3, TWO);

        assertThat(store.list("step-00000020"))
                .doesNotContain("buckets-gone-w0.safetensors")
                .hasSize(3);
    }

    @Test
    void shouldKeepTheNewestAndDeleteOnlyWhatIsOlder() throws IOException {
        for (long step = 10; step <= 50; step += 10) {
            save(store, step, 2, TWO);
        }

        assertThat(store.list("")).containsExactly("step-00000040", "step-00000050");
    }

    @Test
    void shouldNotLetDamagedNewerOnesPushTheLastValidOneOut() throws IOException {
        save(store, 10, 1, TWO);
        save(store, 40, 9, TWO);
        store.flipBit("step-00000040/buckets-node-1-w0.safetensors", 10_000);

        save(store, 20, 1, TWO);

        assertThat(store.list("")).containsExactly("step-00000020", "step-00000040");
        assertThat(new CheckpointCatalog(store).recover(WANTED).checkpoint().name())
                .isEqualTo("memory:step-00000020");
    }

    @Test
    void shouldCountTheSameCheckpointAsPublishedAndReplaceADamagedOne() throws IOException {
        save(store, 10, 3, TWO);
        assertThat(save(store, 10, 3, TWO).notes()).anyMatch(note -> note.contains("was there already"));

        store.truncate("step-00000010/buckets-node-1-w1.safetensors", 100);
        assertThat(save(store, 10, 3, TWO).notes()).anyMatch(note -> note.contains("damaged and is replaced"));
        new CheckpointCatalog(store).open(10).verify();
    }

    @Test
    void shouldNotReplaceAValidCheckpointOfAnotherRun() throws IOException {
        save(store, 10, 3, TWO);
        List<BucketGroup> groups = SampleState.write(store, 10, SampleState.TINY, TWO);
        CheckpointFacts mine = SampleState.facts(10, SampleState.TINY);
        CheckpointFacts other =
                new CheckpointFacts("recipe-b", mine.fingerprint(), 10, 9, mine.dataLedger(), 80, mine.model(), null);

        assertThatThrownBy(() -> new CheckpointPublisher(store, 3).publish(other, groups))
                .hasMessageContaining("another valid checkpoint")
                .hasMessageContaining("recipe-a");
    }

    @Test
    void shouldRecoverTheNewestValidAndSayWhatWasPassedOver() throws IOException {
        for (long step = 10; step <= 40; step += 10) {
            save(store, step, 9, TWO);
        }
        store.flipBit("step-00000040/buckets-node-1-w0.safetensors", 10_000);
        store.truncate("step-00000030/manifest.json", 500);
        store.makeFolder("step-00000050.tmp");

        CheckpointCatalog.Recovery recovery = new CheckpointCatalog(store).recover(WANTED);

        assertThat(recovery.checkpoint().manifest().facts().step()).isEqualTo(20);
        assertThat(recovery.exact()).isTrue();
        assertThat(recovery.reason())
                .contains("step 40: damaged: ")
                .contains("buckets-node-1-w0.safetensors")
                .contains("step 30: not complete: ");
        RecoveryRule.Wanted other = new RecoveryRule.Wanted("else", SampleState.FINGERPRINT, false);
        assertThat(new CheckpointCatalog(store).recover(other).checkpoint()).isNull();
    }

    @Test
    void shouldNotAcceptAManifestCopiedToAnotherStep() throws IOException {
        save(store, 10, 9, TWO);
        store.rename("step-00000010", "step-00000090");

        assertThat(new CheckpointCatalog(store).list()).singleElement().satisfies(listing -> assertThat(listing.fault())
                .contains("of step 10"));
    }

    /** 10,000 random flips and cuts of one checkpoint: every one is refused by verification. */
    @Test
    void shouldRefuseEveryDamage() throws IOException {
        save(store, 10, 3, TWO);
        Random random = new Random(7);
        List<String> files = store.list("step-00000010");
        for (int i = 0; i < 10_000; i++) {
            String path = "step-00000010/" + files.get(random.nextInt(files.size()));
            byte[] good = store.bytes(path);
            if (i % 10 == 0) {
                store.truncate(path, random.nextInt(good.length));
            } else {
                store.flipBit(path, random.nextInt(8 * good.length));
            }
            assertThat(new CheckpointCatalog(store).recover(WANTED).checkpoint())
                    .as(path)
                    .isNull();
            try (Store.Output out = store.create(path)) {
                out.write(ByteBuffer.wrap(good));
            }
        }
        new CheckpointCatalog(store).open(10).verify();
    }

    @Test
    void shouldRefuseASourceOfTheWrongSizeAndLeaveNoFile() {
        BucketGroupWriter writer = new BucketGroupWriter(store);
        Bucket bucket = new Bucket(0, 0, 0, 10);

        assertThatThrownBy(() -> writer.write(
                        5,
                        "a/w0",
                        List.of(bucket),
                        (b, use) ->
                                use.with(ByteBuffer.allocate(40), ByteBuffer.allocate(36), ByteBuffer.allocate(40))))
                .hasMessageContaining("m.0 needs 40 bytes");
        assertThat(store.usedBytes()).isZero();
    }
}
