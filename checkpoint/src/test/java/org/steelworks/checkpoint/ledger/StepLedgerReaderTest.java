package org.steelworks.checkpoint.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.ledger.StepRecord;

class StepLedgerReaderTest {
    @TempDir
    Path folder;

    private static StepRecord step(long step) {
        return new StepRecord(step, StepRecord.Outcome.APPLIED, new Digest128(step, 7), null, (step - 1) * 2, step * 2);
    }

    @Test
    void shouldReadWholeLinesAndLeaveTheFileAsItIs() throws IOException {
        try (StepLedgerFile ledger = StepLedgerFile.open(new DirectoryStore(folder), "")) {
            for (long s = 1; s <= 1500; s++) {
                ledger.record(step(s));
            }
        }
        Path file = folder.resolve(StepLedgerFile.FILE);
        Files.writeString(file, "{\"step\":1501,\"outc", StandardOpenOption.APPEND);
        byte[] before = Files.readAllBytes(file);

        try (StepLedgerReader reader = StepLedgerReader.open(new DirectoryStore(folder), "")) {
            assertThat(reader.lastStep()).isEqualTo(1500);
            assertThat(reader.read(1)).isEqualTo(step(1));
            assertThat(reader.read(1500)).isEqualTo(step(1500));
            assertThat(reader.read(7)).isEqualTo(step(7));
            assertThatThrownBy(() -> reader.read(1501)).hasMessageContaining("1..1500");
        }
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void shouldNotMakeALedgerThatIsNotThere() {
        assertThatThrownBy(() -> StepLedgerReader.open(new DirectoryStore(folder), ""))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("ledger.jsonl: there is no such file");
        assertThat(folder).isEmptyDirectory();
    }
}
