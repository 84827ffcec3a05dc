package org.steelworks.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.ledger.BlockAddress;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.spec.DataSpec.ShardSource;
import org.steelworks.data.order.SampleOrder;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.pack.TokenType;

class ShardMixtureTest {
    private static final int PAD = 9;

    @TempDir
    private Path folder;

    @Test
    void shouldReadTheSamplesOfSeveralSets() throws IOException {
        ShardFiles.counting(folder.resolve("x/a.bin"), TokenType.INT32, 0, 12);
        ShardFiles.counting(folder.resolve("y/a.bin"), TokenType.UINT16, 100, 8);
        DataLedger ledger;
        try (ShardMixture files = open(source("x", 0.5), source("y", 1))) {
            ledger = files.begin().ledger();
            assertThat(ledger.sets()).extracting(set -> set.weight()).containsExactly(1L, 2L);
            BlockSource source = new BlockSource(files, ledger, SampleOrder.sequential(ledger), 200);
            int[] first = new int[6];
            for (int sample = 0; sample < first.length; sample++) {
                int[] ids = new int[4];
                source.read(sample, ids, 0);
                first[sample] = ids[0];
            }
            assertThat(first).as("x y y x y y, and y has two blocks").containsExactly(0, 100, 104, 4, 100, 104);
            assertThat(source.address(5)).isEqualTo(new BlockAddress(1, 0, 1, 1));
        }
        Files.move(folder.resolve("x"), folder.resolve("moved"));
        try (ShardMixture files = open(source("moved", 1), source("y", 2))) {
            assertThat(files.begin().ledger()).as("no paths in it").isEqualTo(ledger);
        }
    }

    @Test
    void shouldRefuseSetsThatALedgerDoesNotHave() throws IOException {
        ShardFiles.counting(folder.resolve("x/a.bin"), TokenType.INT32, 0, 12);
        ShardFiles.counting(folder.resolve("y/a.bin"), TokenType.INT32, 100, 8);
        DataLedger ledger;
        try (ShardMixture files = open(source("x", 1), source("y", 1))) {
            ledger = files.begin().ledger();
        }
        SampleOrder order = SampleOrder.sequential(ledger);
        try (ShardMixture files = open(source("x", 1))) {
            assertThatThrownBy(() -> new BlockSource(files, ledger, order, 200))
                    .isInstanceOf(InvalidShard.class)
                    .hasMessageContaining("names 1 shard sets, but the run's data ledger has 2");
        }
        try (ShardMixture files = open(source("y", 1), source("x", 1))) {
            assertThatThrownBy(() -> new BlockSource(files, ledger, order, 200))
                    .isInstanceOf(InvalidShard.class)
                    .hasMessageContaining("is in none of the files of data.train");
        }
    }

    @Test
    void shouldRefuseTheSameContentInTwoSetsByName() throws IOException {
        ShardFiles.counting(folder.resolve("x/a.bin"), TokenType.INT32, 0, 12);
        ShardFiles.counting(folder.resolve("y/b.bin"), TokenType.INT32, 0, 12);
        ShardFiles.counting(folder.resolve("y/c.bin"), TokenType.INT32, 50, 8);
        try (ShardMixture files = open(source("x", 1), source("y", 1))) {
            assertThatThrownBy(files::begin)
                    .isInstanceOf(InvalidShard.class)
                    .hasMessageContaining("data.train: " + folder.resolve("y/b.bin") + " has the same content as "
                            + folder.resolve("x/a.bin") + ": leave it out");
        }
    }

    @Test
    void shouldNameASetWithoutSamplesAndAMissingOne() throws IOException {
        ShardFiles.counting(folder.resolve("x/a.bin"), TokenType.INT32, 0, 12);
        ShardFiles.of(folder.resolve("y/b.bin"), TokenType.INT32, PAD, PAD, PAD, PAD);
        try (ShardMixture files = open(source("x", 1), source("y", 1))) {
            assertThat(files.notes()).singleElement().asString().contains("y/b.bin");
            assertThatThrownBy(files::begin)
                    .isInstanceOf(InvalidShard.class)
                    .hasMessageContaining(folder.resolve("y") + " holds nothing but padding");
        }
        assertThatThrownBy(() -> open(source("x", 1), source("absent", 1)))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining(folder.resolve("absent") + ": there is no such file");
    }

    private ShardSource source(String name, double weight) {
        return new ShardSource(folder.resolve(name).toString(), weight);
    }

    private static ShardMixture open(ShardSource... sources) throws IOException {
        return ShardMixture.open(
                "data.train",
                Stream.of(sources).toList(),
                new ShardSet.Expectation(4, PAD, ShardSet.Arrangement.AS_PACKED));
    }
}
