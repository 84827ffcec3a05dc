package org.steelworks.ops.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.steelworks.ops.run.DataFiles.addition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.ledger.Segment;
import org.steelworks.core.ledger.WeightChange;
import org.steelworks.core.run.RunPorts.DataEffect;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataChange;
import org.steelworks.data.growth.InvalidMixture;
import org.steelworks.data.pack.InvalidShard;

class RunDataFileTest {
    @TempDir
    Path dir;

    @Test
    void shouldKeepAdditionsThroughARestart() throws IOException {
        RunDataFile data = DataFiles.begun(dir);
        data.begin();
        data.add(addition('b', 4));
        assertThat(data.ledger().blocks()).as("what waits is not trained").isEqualTo(20);

        RunDataFile again = DataFiles.open(dir, RunDataFile.read(dir));
        again.begin();
        assertThat(again.record().waits()).isTrue();
        DataEffect effect = again.place(new DataPlace(2, 7), 0);

        assertThat(effect)
                .isEqualTo(new DataEffect(
                        "from step 3 on: segment 1 begins at sample 16: 4 new blocks permuted together with 4"
                                + " blocks not trained yet",
                        ""));
        RunDataFile third = DataFiles.open(dir, RunDataFile.read(dir));
        assertThat(third.ledger()).isEqualTo(again.ledger());
        assertThat(third.record().place()).isEqualTo(new DataPlace(2, 7));
        assertThat(third.record().waits()).isFalse();
        assertThat(third.firstLedger().blocks()).isEqualTo(20);
    }

    @Test
    void shouldPutDataBehindEveryStepThatTheLedgerHas() throws IOException {
        RunDataFile data = DataFiles.begun(dir);
        data.begin();
        data.add(addition('b', 4));
        data.add(addition('c', 6));

        data.place(new DataPlace(1, 3), 5);

        assertThat(data.record().place()).isEqualTo(new DataPlace(5, 3));
        assertThat(data.ledger().sets().get(0).segments())
                .extracting(Segment::firstSample)
                .containsExactly(0L, 40L, 40L);
        data.add(addition('d', 1));
        data.place(new DataPlace(2, 4), 2);
        assertThat(data.record().place()).as("never before the last ones").isEqualTo(new DataPlace(5, 4));
        assertThat(data.place(new DataPlace(9, 5), 9)).isEqualTo(new DataEffect("", ""));
    }

    @Test
    void shouldRefuseAShardOfTheLedgerOrOfThoseThatWaitByName() throws IOException {
        RunDataFile data = DataFiles.begun(dir);
        data.begin();
        data.add(addition('b', 4));

        assertThatThrownBy(() -> data.add(addition('a', 20)))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining("shards/a.bin has the same content");
        assertThatThrownBy(() -> data.add(addition('b', 4)))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining("shards/b.bin has the same content");
        assertThat(RunDataFile.read(dir)).isEqualTo(data.record());
        assertThat(data.record().changes()).hasSize(1);
    }

    @Test
    void shouldKeepOtherWeightsThroughARestart() throws IOException {
        RunDataFile data = DataFiles.mixture(dir);
        data.begin();
        String begun = data.ledger().toCanonicalJson();
        assertThat(data.mix(Map.of(1, 2.0)).weights())
                .as("set 0 keeps the weight of the recipe")
                .containsExactly(1.0, 2.0);
        assertThat(data.ledger().toCanonicalJson())
                .as("what waits does not count")
                .isEqualTo(begun);

        RunDataFile again = DataFiles.open(dir, RunDataFile.read(dir));
        again.begin();
        assertThat(again.mix(Map.of(0, 0.0)).weights())
                .as("set 1 keeps the weight that waits")
                .containsExactly(0.0, 2.0);
        again.add(new Addition(1, List.of("/shards/c"), List.of(DataFiles.shard('c', 4)), null));
        DataEffect effect = again.place(new DataPlace(3, 7), 2);

        assertThat(effect)
                .isEqualTo(new DataEffect(
                        "from step 4 on: segment 2 begins at sample 8 of set 1: 4 new blocks permuted together with 4"
                                + " blocks not trained yet",
                        "from step 4 on: sets are drawn as 1 : 2 from sample 24 of the run on; sets are drawn as 0 : 1"
                                + " from sample 24 of the run on"));
        assertThat(again.ledger().changes()).containsExactly(new WeightChange(24, List.of(0L, 1L)));
        RunDataFile third = DataFiles.open(dir, RunDataFile.read(dir));
        assertThat(third.record()).isEqualTo(again.record());
        assertThat(third.ledger()).isEqualTo(again.ledger());
        assertThat(third.ledger().usedBefore(24).toCanonicalJson()).isEqualTo(begun);
        assertThat(third.record().changes()).extracting(DataChange::place).containsOnly(new DataPlace(3, 7));
    }

    @Test
    void shouldRefuseWeightsThatChangeNothingOrAreNone() throws IOException {
        RunDataFile data = DataFiles.mixture(dir);
        data.begin();

        refused(data, Map.of(0, 2.0, 1, 1.0), "draws its sets as 2 : 1 already");
        data.mix(Map.of(0, 2.0));
        refused(data, Map.of(0, 4.0, 1, 1.0), "draws its sets as 4 : 1 already");
        refused(data, Map.of(0, -1.0), "-1.0 is not a finite number of at least 0");
        refused(data, Map.of(0, Double.NaN), "NaN is not a finite number");
        refused(data, Map.of(0, 0.0, 1, 0.0), "all weights are 0");
        refused(data, Map.of(0, 1e-30), "in no proportion of whole numbers");
        assertThat(RunDataFile.read(dir)).isEqualTo(data.record());
        assertThat(data.record().changes()).hasSize(1);
        RunDataFile one = DataFiles.begun(dir.resolve("one"));
        refused(one, Map.of(0, 2.0), "one shard set");
    }

    private static void refused(RunDataFile data, Map<Integer, Double> weights, String why) {
        assertThatThrownBy(() -> data.mix(weights))
                .isInstanceOf(InvalidMixture.class)
                .hasMessageContaining(why);
    }

    @Test
    void shouldGiveARunThatIsNotGoingOnOtherWeights() throws IOException {
        DataFiles.mixture(dir).begin();
        DataFiles.mixture(dir).mixStopped(Map.of(1, 3.0));
        DataFiles.mixture(dir).addToStopped(addition('d', 4));
        assertThat(DataFiles.mixture(dir).mixStopped(Map.of(0, 0.0)).weights())
                .as("from what others wrote meanwhile")
                .containsExactly(0.0, 3.0);
        assertThat(RunDataFile.read(dir).changes())
                .extracting(change -> change.getClass().getSimpleName())
                .containsExactly("MixtureChange", "Addition", "MixtureChange");
        try (FolderLock lock = FolderLock.take(dir, 1, 0)) {
            assertThatThrownBy(() -> DataFiles.mixture(dir).mixStopped(Map.of(0, 9.0)))
                    .hasMessageContaining("steel data mix ID");
        }
    }

    @Test
    void shouldNotBeginWithoutWhatWasAddedMeanwhile() throws IOException {
        RunDataFile opened = DataFiles.begun(dir);
        opened.begin();
        DataFiles.begun(dir).addToStopped(addition('b', 4));

        assertThatThrownBy(opened::begin).hasMessageContaining("data.json").hasMessageContaining("resume it");
    }

    @Test
    void shouldLeaveTheFolderOfARunThatGoesOnAlone() throws IOException {
        try (FolderLock lock = FolderLock.take(dir, 1, 0)) {
            assertThatThrownBy(() -> DataFiles.begun(dir).addToStopped(addition('b', 4)))
                    .hasMessageContaining(dir.toString())
                    .hasMessageContaining("steel data add ID");
        }
        assertThat(RunDataFile.read(dir)).isNull();
        DataFiles.begun(dir).addToStopped(addition('b', 4));
        assertThat(RunDataFile.read(dir).waits()).isTrue();
        assertThat(Files.readString(dir.resolve(FolderLock.FILE)))
                .as("the fencing number stays")
                .startsWith("0000");
    }

    @Test
    void shouldSayWhatIsWrongWithADamagedFile() throws IOException {
        RunDataFile data = DataFiles.begun(dir);
        data.begin();
        Path file = dir.resolve(RunDataFile.FILE);
        String text = Files.readString(file);

        refused(file, text.substring(0, text.length() / 2), "not valid JSON");
        refused(file, text.replace("\"version\" : 1", "\"version\" : 2"), "version 2");
        refused(file, text.replace("\"blocks\" : 20", "\"blocks\" : \"ten\""), "'blocks'");
        refused(file, text.replace("aaaa", "xxxx"), "64 lower-case hex digits");
        String weights = "\"additions\" : [ {\"weights\" : [WEIGHTS], \"after_step\" : null} ]";
        String mixed = text.replace("\"additions\" : [ ]", weights);
        refused(file, mixed.replace("WEIGHTS", "1, \"two\""), "'weights' has \"two\"");
        refused(file, mixed.replace("WEIGHTS", "1, 2"), "new weights for 2 sets, but the run has 1");
        refused(file, mixed.replace("WEIGHTS", "0"), "all weights are 0");
    }

    private void refused(Path file, String text, String why) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> RunDataFile.read(dir))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }
}
