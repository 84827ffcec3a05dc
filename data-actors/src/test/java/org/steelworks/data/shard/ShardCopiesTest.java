package org.steelworks.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.data.growth.ListedShard;

class ShardCopiesTest {
    private static final ShardCopies COPIES = new ShardCopies(List.of(
            new ShardCopies.Copy(Path.of("/corpus"), Path.of("/ssd/a")),
            new ShardCopies.Copy(Path.of("/corpus/code/"), Path.of("/ssd/b"))));

    @Test
    void shouldLookInTheCopyOfTheClosestFolder() {
        assertThat(COPIES.here(Path.of("/corpus/text/s.bin"))).isEqualTo(Path.of("/ssd/a/text/s.bin"));
        assertThat(COPIES.here(Path.of("/corpus/code/s.bin"))).isEqualTo(Path.of("/ssd/b/s.bin"));
        assertThat(COPIES.here(Path.of("/corpus"))).isEqualTo(Path.of("/ssd/a"));
        assertThat(COPIES.here(Path.of("/corpus/../corpus/code"))).isEqualTo(Path.of("/ssd/b"));
        assertThat(COPIES.here(Path.of("/corpus-2/s.bin"))).isEqualTo(Path.of("/corpus-2/s.bin"));
        assertThat(ShardCopies.NONE.here(Path.of("/corpus"))).isEqualTo(Path.of("/corpus"));
    }

    @Test
    void shouldRefusePathsThatDependOnWhereTheNodeWasStarted() {
        assertThatThrownBy(() -> new ShardCopies.Copy(Path.of("corpus"), Path.of("/ssd")))
                .hasMessageContaining("must be absolute");
    }

    @Test
    void shouldNameWhatTwoNodesHaveDifferently() {
        ListedShard a = new ListedShard("s/a.bin", new ShardEntry("aa".repeat(32), 4));
        ListedShard b = new ListedShard("s/b.bin", new ShardEntry("bb".repeat(32), 4));
        ListedShard changed = new ListedShard("s/b.bin", new ShardEntry("cc".repeat(32), 4));
        ShardListing both = listing(a, b);

        assertThat(both.difference(listing(b, a))).isEmpty();
        assertThat(both.difference(listing(a))).contains("s/b.bin", "bb".repeat(32), "here alone");
        assertThat(both.difference(listing(a, changed)))
                .contains("bb".repeat(32) + " is here alone", "cc".repeat(32) + " is there alone");
    }

    private static ShardListing listing(ListedShard... shards) {
        return new ShardListing(List.of(List.of(shards)), List.of(), null, List.of());
    }
}
