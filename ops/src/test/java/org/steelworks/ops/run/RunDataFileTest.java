package org.steelworks.ops.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.steelworks.ops.run.DataFiles.addition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.ledger.Segment;
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
        String said = again.place(new DataPlace(2, 7), 0);

        assertThat(said)
                .isEqualTo("from step 3 on: segment 1 begins at sample 16: 4 new blocks permuted together with 4"
                        + " blocks not trained yet");
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
        assertThat(data.place(new DataPlace(9, 5), 9)).isEqualTo("no data wait any more");
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
        assertThat(data.record().additions()).hasSize(1);
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
    }

    private void refused(Path file, String text, String why) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> RunDataFile.read(dir))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }
}
