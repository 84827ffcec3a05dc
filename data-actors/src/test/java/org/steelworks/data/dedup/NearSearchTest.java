package org.steelworks.data.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.clean.Likeness;

class NearSearchTest {
    private static final int HASHES = 50_000;

    private static final Likeness.Near NEAR = new Likeness.Near(6, 4);

    @TempDir
    private Path folder;

    /** One set in which every link is found under one mask alone: a join that is lost is never made again. */
    @RepeatedTest(5)
    void shouldJoinOneSetOnManyThreads() throws IOException {
        try (MappedLongs hashes = chain();
                Clusters clusters = new Clusters(folder.resolve("clusters"), HASHES, number -> number)) {
            new NearSearch(NEAR, hashes, HASHES, clusters, folder).join(1 << 20, 8);
            for (int i = 0; i < HASHES; i++) {
                assertThat(clusters.first(i)).isZero();
            }
        }
    }

    @Test
    void shouldSayWhenThereIsNoRoomForTemporaryFiles() throws IOException {
        try (MappedLongs hashes = chain();
                Clusters clusters = new Clusters(folder.resolve("clusters"), HASHES, number -> number)) {
            NearSearch search = new NearSearch(NEAR, hashes, HASHES, clusters, folder.resolve("missing"));
            assertThatThrownBy(() -> search.join(1000, 4)).isInstanceOf(NoSuchFileException.class);
        }
    }

    /** Each differs from the one before in four of the six blocks of bits. */
    private MappedLongs chain() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        List<Long> masks = HashBlocks.masks(NEAR);
        MappedLongs hashes = new MappedLongs(folder.resolve("hashes"), HASHES);
        long hash = random.nextLong();
        for (int i = 0; i < HASHES; i++) {
            hashes.put(i, hash);
            long same = masks.get(random.nextInt(masks.size()));
            for (int block = 0; block < 6; block++) {
                long bit = 1L << block * 64 / 6 + random.nextInt(10);
                hash ^= (same & bit) == 0 ? bit : 0;
            }
        }
        return hashes;
    }
}
