package org.steelworks.gpu.network;

import java.nio.ByteBuffer;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;

/**
 * Token ids of equally long sequences and the target of each position.
 *
 * @param ids int64 [batch, length], row-major, direct, little-endian
 * @param targets int64 [batch, length]: the next token, or the ignored id
 * @param batch sequences
 * @param length positions of each
 */
public record MicroBatch(ByteBuffer ids, ByteBuffer targets, int batch, int length) {
    public MicroBatch {
        long bytes = (long) batch * length * Long.BYTES;
        if (batch < 1 || length < 1 || ids.remaining() != bytes || targets.remaining() != bytes) {
            throw new IllegalArgumentException("a micro-batch of " + batch + " x " + length + " positions needs "
                    + bytes + " bytes of ids and of targets, not " + ids.remaining() + " and " + targets.remaining());
        }
    }

    /**
     * Sequences of {@code length + 1} tokens each, one after another: inputs are all but the last, targets all but the
     * first.
     */
    public static MicroBatch ofBlocks(int[] tokens, int batch, int length) {
        if (tokens.length != batch * (length + 1)) {
            throw new IllegalArgumentException(batch + " blocks of " + (length + 1) + " tokens are "
                    + batch * (length + 1) + " tokens, not " + tokens.length);
        }
        ByteBuffer ids = AlignedBuffers.allocate(DType.I64, (long) batch * length);
        ByteBuffer targets = AlignedBuffers.allocate(DType.I64, (long) batch * length);
        for (int row = 0; row < batch; row++) {
            for (int i = 0; i < length; i++) {
                int token = row * (length + 1) + i;
                ids.putLong(tokens[token]);
                targets.putLong(tokens[token + 1]);
            }
        }
        return new MicroBatch(ids.flip(), targets.flip(), batch, length);
    }

    /** Given ids and targets, both row-major. */
    public static MicroBatch of(long[] ids, long[] targets, int batch) {
        ByteBuffer idBytes = AlignedBuffers.allocate(DType.I64, ids.length);
        idBytes.asLongBuffer().put(ids);
        ByteBuffer targetBytes = AlignedBuffers.allocate(DType.I64, targets.length);
        targetBytes.asLongBuffer().put(targets);
        return new MicroBatch(idBytes, targetBytes, batch, ids.length / batch);
    }

    /** B x S. */
    int positions() {
        return batch * length;
    }

    /** Positions whose target is not {@code ignored}; fails at an id or target outside the vocabulary. */
    long checkedTargets(int vocabulary, int ignored) {
        long counted = 0;
        for (int i = 0; i < positions(); i++) {
            long target = targets.getLong(targets.position() + i * Long.BYTES);
            check("token id", ids.getLong(ids.position() + i * Long.BYTES), i, vocabulary);
            if (target != ignored) {
                check("target", target, i, vocabulary);
                counted++;
            }
        }
        return counted;
    }

    private void check(String what, long id, int position, int vocabulary) {
        if (id < 0 || id >= vocabulary) {
            throw new IllegalArgumentException(what + " " + id + " of sequence " + position / length + ", position "
                    + position % length + " is outside the vocabulary of " + vocabulary);
        }
    }
}
