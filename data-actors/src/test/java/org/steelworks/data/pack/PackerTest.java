package org.steelworks.data.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackerTest {
    private final List<List<Integer>> sealed = new ArrayList<>();
    private List<Integer> open = new ArrayList<>();

    private final Packer.Shards memory = new Packer.Shards() {
        @Override
        public void tokens(int[] ids, int from, int to) {
            IntStream.range(from, to).forEach(i -> open.add(ids[i]));
        }

        @Override
        public void seal(long used) {
            assertThat(open).hasSize((int) used);
            sealed.add(open);
            open = new ArrayList<>();
        }
    };

    @Test
    void shouldGoOnAcrossShards() {
        Packer packer = new Packer(4, memory);
        packer.append(new int[] {1, 2, 3});
        packer.append(IntStream.rangeClosed(4, 13).toArray());
        packer.finish(RemainderRule.KEEP_ONCE, false);
        assertThat(sealed)
                .containsExactly(List.of(1, 2, 3, 4), List.of(5, 6, 7, 8), List.of(9, 10, 11, 12), List.of(13));
        assertThat(packer.tokens()).isEqualTo(13);
        assertThat(packer.sealed()).isEqualTo(4);
    }

    @Test
    void shouldKeepTheRemainderOnce() {
        assertThat(lengths(RemainderRule.KEEP_ONCE, false, 100, 101)).containsExactly(100, 1);
        assertThat(lengths(RemainderRule.KEEP_ONCE, false, 100, 100)).containsExactly(100);
        assertThat(lengths(RemainderRule.KEEP_ONCE, false, 100, 0)).isEmpty();
    }

    @Test
    void shouldTreatTheRemainderAsTheOriginal() {
        assertThat(lengths(RemainderRule.ORIGINAL_MULTIPLE, false, 100, 105)).containsExactly(100);
        assertThat(lengths(RemainderRule.ORIGINAL_MULTIPLE, false, 100, 106)).containsExactly(100, 6);
        assertThat(lengths(RemainderRule.ORIGINAL_MULTIPLE, true, 100, 150)).containsExactly(100);
        assertThat(lengths(RemainderRule.ORIGINAL_MULTIPLE, false, 100, 200)).containsExactly(100, 100);
        assertThat(lengths(RemainderRule.ORIGINAL_MULTIPLE, true, 100, 200))
                .as("a full shard is only written when more comes")
                .containsExactly(100);
        assertThat(lengths(RemainderRule.ORIGINAL_SINGLE, false, 100, 106)).containsExactly(100, 6, 0);
        assertThat(lengths(RemainderRule.ORIGINAL_SINGLE, false, 100, 105)).containsExactly(100, 5);
        assertThat(lengths(RemainderRule.ORIGINAL_SINGLE, true, 100, 150)).containsExactly(100, 50);
    }

    private List<Integer> lengths(RemainderRule rule, boolean stopped, int elements, int tokens) {
        sealed.clear();
        Packer packer = new Packer(elements, memory);
        for (int i = 0; i < tokens; i++) {
            packer.append(new int[] {i});
        }
        packer.finish(rule, stopped);
        open = new ArrayList<>();
        return sealed.stream().map(List::size).toList();
    }
}
