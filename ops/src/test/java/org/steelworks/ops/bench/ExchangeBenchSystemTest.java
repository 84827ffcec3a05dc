package org.steelworks.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real member processes; each checks that what it has in the end is the mean of all gradients. */
class ExchangeBenchSystemTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void membersExchangeAndAgree(int members) throws IOException {
        List<String> said = new ArrayList<>();

        ObjectNode report = new ExchangeComparison(new ExchangeBench(8, members, 3), null, 1, said::add).run(dir);

        assertThat(report.path("bytes").asLong()).isBetween(7L << 20, 8L << 20);
        assertThat(report.path("workers").asInt()).isEqualTo(members);
        assertThat(report.path("steel").path("gb_per_second").asDouble()).isPositive();
        assertThat(said).hasSize(1);
    }
}
