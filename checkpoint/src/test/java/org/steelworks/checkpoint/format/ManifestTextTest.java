package org.steelworks.checkpoint.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.steelworks.checkpoint.testkit.CrashingStore;
import org.steelworks.checkpoint.testkit.SampleState;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.Segment;
import org.steelworks.core.ledger.ShardEntry;

class ManifestTextTest {
    private final Manifest manifest = manifest();

    private static Manifest manifest() {
        try {
            List<BucketEntry> entries = SampleState.write(new CrashingStore(1), 20, SampleState.TINY, List.of("a/w0"))
                    .get(0)
                    .entries();
            return Manifest.of(SampleState.facts(20, SampleState.TINY), entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldReadBackWhatItWrote() {
        Manifest read = ManifestText.parse(ManifestText.write(manifest), "manifest.json");

        assertThat(read).isEqualTo(manifest);
        assertThat(read.facts().model()).isEqualTo(SampleState.TINY);
        assertThat(read.facts().dataState()).isEqualTo("{\"ledger\":{\"segments\":[\"中\"]},\"next_sample\":160}");
        assertThat(CanonicalJson.write(CanonicalJson.read(read.facts().dataState(), "test")))
                .isEqualTo(read.facts().dataState());
    }

    @Test
    void shouldTakeTheDataLedgersOwnText() {
        CheckpointFacts f = manifest.facts();
        ShardEntry shard = new ShardEntry("0123456789abcdef".repeat(4), 1000);
        String ledger = DataLedger.empty()
                .with(0, new Segment(0, 0, -5, List.of(shard)))
                .toCanonicalJson();

        CheckpointFacts facts =
                new CheckpointFacts(f.recipeDigest(), f.fingerprint(), 5, 5, ledger, 40, f.model(), null);

        assertThat(facts.dataLedger()).isEqualTo(ledger);
    }

    @Test
    void shouldRefuseEveryFlippedBitAndEveryCut() {
        byte[] bytes = ManifestText.write(manifest);
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> ManifestText.parse(flipped, "m")).isInstanceOf(FormatException.class);
        }
        for (int length = 0; length < bytes.length; length += 7) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ManifestText.parse(cut, "m")).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void shouldRefuseAnotherFormatByName() {
        byte[] newer = resealed(new String(ManifestText.write(manifest), StandardCharsets.UTF_8)
                .replace("{\"format\":1,", "{\"format\":2,"));

        assertThatThrownBy(() -> ManifestText.parse(newer, "m")).hasMessageContaining("format 2");
    }

    @Test
    void shouldNameAMissingKey() {
        byte[] without = resealed(new String(ManifestText.write(manifest), StandardCharsets.UTF_8)
                .replace("\"applied_steps\"", "\"applied\""));

        assertThatThrownBy(() -> ManifestText.parse(without, "m")).hasMessageContaining("applied_steps");
    }

    @Test
    void shouldRefuseTablesThatDoNotCoverTheVectors() {
        List<BucketEntry> swapped = new ArrayList<>(manifest.buckets());
        Collections.swap(swapped, 0, 1);
        assertThatThrownBy(() -> new Manifest(manifest.facts(), swapped, manifest.parameters()))
                .hasMessageContaining("place 0");
        assertThatThrownBy(
                        () -> new Manifest(manifest.facts(), manifest.buckets().subList(0, 2), manifest.parameters()))
                .hasMessageContaining("parameters of");
        List<Manifest.ParameterEntry> holed = new ArrayList<>(manifest.parameters());
        holed.remove(2);
        assertThatThrownBy(() -> new Manifest(manifest.facts(), manifest.buckets(), holed))
                .hasMessageContaining("expected element");
    }

    @Test
    void shouldRefuseFactsThatCannotBe() {
        CheckpointFacts f = manifest.facts();
        assertThatThrownBy(() -> new CheckpointFacts(
                        f.recipeDigest(), f.fingerprint(), 5, 6, f.dataLedger(), 0, f.model(), null))
                .hasMessageContaining("applied_steps");
        assertThatThrownBy(() -> new CheckpointFacts(
                        f.recipeDigest(), f.fingerprint(), 5, 5, "{\"b\":1, \"a\":2}", 0, f.model(), null))
                .hasMessageContaining("canonical");
    }

    /** The text with a checksum that fits, as someone would write it who changes a manifest on purpose. */
    private static byte[] resealed(String text) {
        String open = text.substring(0, text.lastIndexOf(",\n\"checksum\""));
        String checksum = Digest128.of(ByteBuffer.wrap(open.getBytes(StandardCharsets.UTF_8)))
                .hex();
        return (open + ",\n\"checksum\":\"" + checksum + "\"}\n").getBytes(StandardCharsets.UTF_8);
    }
}
