package org.steelworks.data.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitLedgerTest {
    private static final UnitTally TALLY = new UnitTally(
            10, 9, 1, 7, 5, 1, Map.of("too short", 1L), List.of(new OperatorTally("text_length_filter", 7, 5, 0, 123)));

    @TempDir
    Path temp;

    private final UnitStore store = new DurableStore();

    private UnitFolder folder() {
        return new UnitFolder(temp.resolve("work"));
    }

    @Test
    void shouldRememberWhatIsDone() throws IOException {
        UnitLedger.open(folder(), "plan", store).append(3, TALLY);

        assertThat(UnitLedger.open(folder(), "plan", store).done()).isEqualTo(Map.of(3, TALLY));
    }

    @Test
    void shouldForgetAllThatBelongsToAnotherPlan() throws IOException {
        UnitLedger.open(folder(), "plan", store).append(3, TALLY);
        Path part = folder().part(3, UnitFolder.Part.DOCUMENTS);
        Files.writeString(part, "old");

        assertThat(UnitLedger.open(folder(), "other", store).done()).isEmpty();
        assertThat(part).doesNotExist();
    }

    @Test
    void shouldCutATornLastLineAndGoOnBehindIt() throws IOException {
        UnitLedger.open(folder(), "plan", store).append(1, TALLY);
        Files.writeString(folder().ledger(), "{\"unit\":2,\"tal", StandardOpenOption.APPEND);

        UnitLedger.open(folder(), "plan", store).append(4, TALLY);

        assertThat(UnitLedger.open(folder(), "plan", store).done().keySet()).containsExactly(1, 4);
    }

    @Test
    void shouldRefuseALedgerThatIsDamagedInside() throws IOException {
        UnitLedger.open(folder(), "plan", store);
        Files.writeString(folder().ledger(), "garbage\n{}\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> UnitLedger.open(folder(), "plan", store))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2 is damaged")
                .hasMessageContaining("remove the folder");
    }

    @Test
    void shouldAddTallies() {
        UnitTally sum = TALLY.plus(UnitTally.NONE).plus(TALLY);

        assertThat(sum.documents()).isEqualTo(14);
        assertThat(sum.skipped()).isEqualTo(Map.of("too short", 2L));
        assertThat(sum.operators()).containsExactly(new OperatorTally("text_length_filter", 14, 10, 0, 246));
    }
}
