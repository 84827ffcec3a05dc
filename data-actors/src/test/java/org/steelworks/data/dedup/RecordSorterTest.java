package org.steelworks.data.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSorterTest {
    @TempDir
    private Path folder;

    /** First longs of few values, so that the later ones decide; memories of one record, of a part, and of all. */
    @ParameterizedTest
    @CsvSource({
        "0, 3, 1000000",
        "1, 3, 1000000",
        "2, 1, 1000000",
        "1025, 1, 1000000",
        "10923, 3, 1000000",
        "16385, 2, 1000000",
        "50000, 3, 1000000",
        "50000, 3, 40000",
        "50000, 3, 300",
        "300, 3, 1"
    })
    void recordsComeInTheirOrder(int records, int longs, int memoryLongs) throws IOException {
        SplittableRandom random = new SplittableRandom(records);
        sorts(longs, memoryLongs, records, i -> {
            long[] record = random.longs(longs).toArray();
            record[0] = random.nextInt(-500, 500);
            return record;
        });
    }

    /** What a search has: numbers of documents that rise, behind hashes of which a mask leaves some bits. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                -1,
                1,
                Long.MIN_VALUE,
                0x3FFL << 54,
                0x7FF003FFL,
                0x8000000000000001L,
                0x7FFL << 53,
                0xFFFL << 52
            })
    void maskedHashesComeInTheirOrder(long mask) throws IOException {
        SplittableRandom random = new SplittableRandom(mask);
        for (int memoryLongs : new int[] {1000, 1 << 20}) {
            sorts(2, memoryLongs, 5000, i -> new long[] {random.nextLong() & mask, i});
        }
    }

    /** Last longs that rise but for one are still sorted. */
    @ParameterizedTest
    @ValueSource(ints = {1, 500, 999})
    void oneRecordOutOfOrderIsPutInPlace(int at) throws IOException {
        sorts(2, 1 << 20, 1000, i -> new long[] {7, i == at ? 0 : i + 1});
        sorts(1, 1 << 20, 1000, i -> new long[] {i == at ? -1 : i + 1});
    }

    private void sorts(int longs, int memoryLongs, int records, IntFunction<long[]> make) throws IOException {
        List<long[]> expected = new ArrayList<>();
        try (RecordSorter sorter = new RecordSorter(folder, longs, memoryLongs)) {
            for (int i = 0; i < records; i++) {
                long[] record = make.apply(i);
                // some records twice
                for (int copy = i % 10 == 0 ? 2 : 1; copy > 0; copy--) {
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
