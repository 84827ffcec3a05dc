package org.steelworks.data.order;

import java.util.Arrays;
import java.util.List;
import org.steelworks.core.ledger.Segment;
import org.steelworks.core.ledger.SetLedger;

/**
 * The original loader's order of one set for rank 0 of 1: {@code default_rng(seed).permutation(blocks)}, a new draw from the same
 * generator at every pass; added data get a permutation of their own behind the current one, then everything that is
 * not trained yet is shuffled in place.
 */
final class OriginalOrder implements SampleOrder {
    private final long seed;
    private final List<Segment> segments;

    private NumpyGenerator generator;
    private int segment;
    private long blocks;
    private long passStart;
    private int[] pass;

    OriginalOrder(long seed, SetLedger set) {
        if (set.segments().isEmpty()) {
            throw new IllegalArgumentException("the original order needs a shard set with data");
        }
        if (set.blocks() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "the original order keeps a pass in memory and takes at most 2^31 - 9 blocks," + " not "
                            + set.blocks() + ": use order: permuted");
        }
        this.seed = seed;
        this.segments = set.segments();
        restart();
    }

    @Override
    public synchronized long blockOf(long sample) {
        if (sample < 0) {
            throw new IllegalArgumentException("sample " + sample + " does not exist");
        }
        if (sample < passStart) {
            restart();
        }
        while (appendIsDue(sample) || sample >= passStart + pass.length) {
            advance();
        }
        return pass[(int) (sample - passStart)];
    }

    private boolean appendIsDue(long sample) {
        return segment + 1 < segments.size()
                && segments.get(segment + 1).firstSample() <= Math.min(sample, passStart + pass.length);
    }

    private void advance() {
        boolean append =
                segment + 1 < segments.size() && segments.get(segment + 1).firstSample() <= passStart + pass.length;
        if (!append) {
            passStart += pass.length;
            pass = generator.permutation((int) blocks);
            return;
        }
        segment++;
        Segment added = segments.get(segment);
        int[] fresh = generator.permutation((int) added.ownBlocks());
        int old = pass.length;
        pass = Arrays.copyOf(pass, old + fresh.length);
        for (int i = 0; i < fresh.length; i++) {
            pass[old + i] = (int) (blocks + fresh[i]);
        }
        blocks += fresh.length;
        generator.shuffle(pass, (int) (added.firstSample() - passStart), pass.length);
    }

    private void restart() {
        generator = new NumpyGenerator(seed);
        segment = 0;
        passStart = 0;
        blocks = segments.get(0).ownBlocks();
        pass = generator.permutation((int) blocks);
    }
}
