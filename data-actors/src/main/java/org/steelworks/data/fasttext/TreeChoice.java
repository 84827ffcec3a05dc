package org.steelworks.data.fasttext;

import java.util.Arrays;

/**
 * Labels are the leaves of a Huffman tree by their counts; every inner node has a row, whose product decides between
 * left and right. A branch that cannot hold the best label any more, or none above the original's least probability, is
 * left out.
 */
final class TreeChoice implements Choice {
    /** Above the count of every node that has one. */
    static final long NO_COUNT = 1_000_000_000_000_000L;

    private final Rows rows;
    private final int labels;
    /** Children of inner nodes, which are numbered behind the labels. */
    private final int[] left;

    private final int[] right;

    TreeChoice(Rows rows, Dictionary dictionary) {
        this.rows = rows;
        labels = dictionary.labels();
        int nodes = 2 * labels - 1;
        left = new int[nodes];
        right = new int[nodes];
        long[] counts = new long[nodes];
        Arrays.fill(counts, NO_COUNT);
        for (int i = 0; i < labels; i++) {
            counts[i] = dictionary.labelCount(i);
        }
        // labels stand by falling counts, so the rarest node without a parent is the last label or the first inner node
        int leaf = labels - 1;
        int inner = labels;
        for (int i = labels; i < nodes; i++) {
            left[i] = leaf >= 0 && counts[leaf] < counts[inner] ? leaf-- : inner++;
            right[i] = leaf >= 0 && counts[leaf] < counts[inner] ? leaf-- : inner++;
            counts[i] = counts[left[i]] + counts[right[i]];
        }
    }

    @Override
    public Best of(float[] average) {
        float least = Choice.logarithm(0);
        Best best = Best.NONE;
        int[] nodes = new int[32];
        float[] scores = new float[32];
        int open = 1;
        nodes[0] = left.length - 1;
        while (open > 0) {
            open--;
            int node = nodes[open];
            float score = scores[open];
            if (score < least || score < best.logarithm()) {
                continue;
            }
            if (node < labels) {
                best = new Best(node, score);
                continue;
            }
            float product = Choice.checked(rows.dot(average, node - labels));
            float toRight = (float) (1.0 / (1 + Choice.exponential(-product)));
            if (open + 2 > nodes.length) {
                nodes = Arrays.copyOf(nodes, 2 * nodes.length);
                scores = Arrays.copyOf(scores, 2 * scores.length);
            }
            nodes[open] = right[node];
            scores[open++] = score + Choice.logarithm(toRight);
            nodes[open] = left[node];
            scores[open++] = score + Choice.logarithm((float) (1.0 - toRight));
        }
        return best;
    }
}
