package org.steelworks.data.piece;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The pieces that a text can contain, by their bytes: a trie whose edges lie in one hash table. Immutable once built,
 * safe for any thread.
 */
final class PieceTrie {
    static final int ROOT = 0;
    /** No such node. */
    static final int NONE = -1;

    private static final int LARGEST = 1 << 23;

    private final int[] keys;
    private final int[] targets;
    private final int[] ids;
    private final int mask;

    /** @param wanted which kinds are looked for; of two equal pieces the second is refused */
    PieceTrie(List<PieceModel.Piece> pieces, Predicate<PieceModel.Kind> wanted) {
        long bytes = 0;
        for (PieceModel.Piece piece : pieces) {
            bytes += wanted.test(piece.kind()) ? piece.utf8().length : 0;
        }
        if (bytes >= LARGEST) {
            throw new InvalidPieceModel(
                    "the SentencePiece model has " + bytes + " bytes of pieces; at most " + LARGEST + " are supported");
        }
        int slots = Integer.highestOneBit((int) bytes + 1) * 4;
        keys = new int[slots];
        targets = new int[slots];
        mask = slots - 1;
        int[] idOfNode = new int[(int) bytes + 1];
        Arrays.fill(idOfNode, NONE);
        int nodes = 1;
        for (int id = 0; id < pieces.size(); id++) {
            if (wanted.test(pieces.get(id).kind())) {
                int node = ROOT;
                for (byte b : pieces.get(id).utf8()) {
                    int slot = slot(node, b);
                    if (keys[slot] == 0) {
                        keys[slot] = key(node, b);
                        targets[slot] = nodes++;
                    }
                    node = targets[slot];
                }
                if (idOfNode[node] != NONE) {
                    throw new InvalidPieceModel("no SentencePiece model: pieces " + idOfNode[node] + " and " + id
                            + " are both \"" + PieceModel.text(pieces.get(id)) + "\"");
                }
                idOfNode[node] = id;
            }
        }
        ids = Arrays.copyOf(idOfNode, nodes);
    }

    /** The node behind {@code b}, or {@link #NONE}. */
    int child(int node, byte b) {
        int slot = slot(node, b);
        return keys[slot] == 0 ? NONE : targets[slot];
    }

    /** The id of the piece that ends at the node, or {@link #NONE}. */
    int id(int node) {
        return ids[node];
    }

    /** The id of the piece that the bytes are, or {@link #NONE}. */
    int find(byte[] text, int from, int to) {
        int node = ROOT;
        for (int at = from; at < to && node != NONE; at++) {
            node = child(node, text[at]);
        }
        return node == NONE ? NONE : ids[node];
    }

    /** Length in bytes of the longest piece that the text has at {@code from}; 0 where there is none. */
    int longest(byte[] text, int from, int to) {
        int longest = 0;
        int node = ROOT;
        for (int at = from; at < to; at++) {
            node = child(node, text[at]);
            if (node == NONE) {
                return longest;
            }
            if (ids[node] != NONE) {
                longest = at + 1 - from;
            }
        }
        return longest;
    }

    private int slot(int node, byte b) {
        int key = key(node, b);
        int hash = key * 0x9E3779B1;
        int slot = (hash ^ hash >>> 15) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Never 0, which marks a free slot. */
    private static int key(int node, byte b) {
        return (node << 8 | b & 0xFF) + 1;
    }
}
