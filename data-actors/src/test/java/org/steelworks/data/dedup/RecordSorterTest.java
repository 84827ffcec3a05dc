package org.steelworks.data.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordSorterTest {
    @TempDir
    private Path folder;

    /** Around the number from which on two threads sort, with halves that take an equal number of passes and not. */
    @ParameterizedTest
    @CsvSource({
        "0, 3, 1000000",
        "1, 3, 1000000",
        "10922, 3, 1000000",
        "10923, 3, 1000000",
        "10924, 3, 1000000",
        "16385, 2, 1000000",
        "32767, 1, 1000000",
        "32768, 1, 1000000",
        "32769, 1, 1000000",
        "40961, 3, 1000000",
        "65536, 2, 1000000",
        "131073, 2, 1000000",
        "50000, 3, 40000",
        "50000, 3, 300"
    })
    void recordsComeInTheirOrder(int records, int longs, int memoryLongs) throws IOException {
        SplittableRandom random = new SplittableRandom(records);
        List<long[]> expected = new ArrayList<>();
        try (RecordSorter sorter = new RecordSorter(folder, longs, memoryLongs)) {
            for (int i = 0; i < records; i++) {
                // few first values, so that the later ones decide, and some records twice
                long[] record = random.longs(longs).toArray();
                record[0] = random.nextInt(-500, 500);
                sorter.add(record);
                expected.add(record);
                if (random.nextInt(10) == 0) {
                    sorter.add(record);
                    expected.add(record);
                }
            }
            expected.sort(Arrays::compareUnsigned);
            RecordSorter.Sorted sorted = sorter.sorted();
            long[] next = new long[longs];
            for (long[] record : expected) {
                assertThat(sorted.next(next)).isTrue();
                assertThat(next).isEqualTo(record);
            }
            assertThat(sorted.next(next)).isFalse();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
