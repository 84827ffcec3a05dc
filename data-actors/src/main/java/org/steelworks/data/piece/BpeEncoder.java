package org.steelworks.data.piece;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Joins neighbouring symbols, beginning with characters, by the best score first and the leftmost of equal ones, until
 * no two neighbours make a piece. Immutable, safe for any thread.
 */
final class BpeEncoder implements PieceEncoder {
    private final PieceTrie trie;
    private final PieceTrie userDefined;
    private final float[] scores;
    private final PieceModel.Kind[] kinds;

    BpeEncoder(PieceModel model) {
        List<PieceModel.Piece> pieces = model.pieces();
        trie = new PieceTrie(pieces, PieceModel.Kind::occursInText);
        userDefined = new PieceTrie(pieces, kind -> kind == PieceModel.Kind.USER_DEFINED);
        scores = new float[pieces.size()];
        kinds = new PieceModel.Kind[pieces.size()];
        for (int id = 0; id < scores.length; id++) {
            scores[id] = pieces.get(id).score();
            kinds[id] = pieces.get(id).kind();
        }
    }

    @Override
    public Segmentation encode(byte[] text, int length) {
        return new Merging(text, length).run();
    }

    /** Two neighbours that make a piece of {@code length} bytes; stale once one of them has grown or gone. */
    private record Pair(int left, int right, float score, int length) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            return score != other.score ? Float.compare(other.score, score) : Integer.compare(left, other.left);
        }
    }

    /** The symbols of one text, a list linked by indexes. */
    private final class Merging {
        private final byte[] text;
        private int[] starts;
        private int[] lengths;
        private int[] previous;
        private int[] next;
        private boolean[] fixed;
        private int count;
        private final PriorityQueue<Pair> agenda = new PriorityQueue<>();
        /** How an unused piece came about, as the length of its left part: it is taken apart again in the end. */
        private final Map<Integer, Integer> leftLengths = new HashMap<>();

        Merging(byte[] text, int length) {
            this.text = text;
            starts = new int[Math.max(16, length / 2)];
            lengths = new int[starts.length];
            fixed = new boolean[starts.length];
            for (int at = 0; at < length; ) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, 2 * count);
                    lengths = Arrays.copyOf(lengths, 2 * count);
                    fixed = Arrays.copyOf(fixed, 2 * count);
                }
                int own = userDefined.longest(text, at, length);
                starts[count] = at;
                lengths[count] = own > 0 ? own : Utf8.announced(text, at, length);
                fixed[count] = own > 0;
                at += lengths[count++];
            }
            previous = new int[count];
            next = new int[count];
            for (int i = 0; i < count; i++) {
                previous[i] = i - 1;
                next[i] = i + 1 < count ? i + 1 : -1;
            }
        }

        Segmentation run() {
            for (int i = 1; i < count; i++) {
                offer(i - 1, i);
            }
            for (Pair pair = agenda.poll(); pair != null; pair = agenda.poll()) {
                int left = pair.left();
                int right = pair.right();
                if (lengths[left] > 0 && lengths[right] > 0 && lengths[left] + lengths[right] == pair.length()) {
                    lengths[left] += lengths[right];
                    lengths[right] = 0;
                    next[left] = next[right];
                    if (next[right] >= 0) {
                        previous[next[right]] = left;
                    }
                    offer(previous[left], left);
                    offer(left, next[left]);
                }
            }
            Segmentation found = new Segmentation();
            for (int i = count == 0 ? -1 : 0; i >= 0; i = next[i]) {
                add(found, starts[i], starts[i] + lengths[i]);
            }
            return found;
        }

        private void offer(int left, int right) {
            if (left < 0 || right < 0 || fixed[left] || fixed[right]) {
                return;
            }
            int length = lengths[left] + lengths[right];
            int id = trie.find(text, starts[left], starts[left] + length);
            if (id != PieceTrie.NONE) {
                agenda.add(new Pair(left, right, scores[id], length));
                if (kinds[id] == PieceModel.Kind.UNUSED) {
                    leftLengths.put(id, lengths[left]);
                }
            }
        }

        private void add(Segmentation found, int start, int end) {
            Deque<int[]> open = new ArrayDeque<>();
            open.push(new int[] {start, end});
            while (!open.isEmpty()) {
                int[] part = open.pop();
                int id = trie.find(text, part[0], part[1]);
                Integer left = id != PieceTrie.NONE && kinds[id] == PieceModel.Kind.UNUSED ? leftLengths.get(id) : null;
                if (left == null) {
                    found.add(part[1], id == PieceTrie.NONE);
                } else {
                    open.push(new int[] {part[0] + left, part[1]});
                    open.push(new int[] {part[0], part[0] + left});
                }
            }
        }
    }
}
