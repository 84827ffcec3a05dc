package org.steelworks.core.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.steelworks.core.frame.sbe.GroupSizeEncodingDecoder;
import org.steelworks.core.frame.sbe.MessageHeaderDecoder;
import org.steelworks.core.frame.sbe.MessageHeaderEncoder;
import org.steelworks.core.frame.sbe.PreparedDecoder;
import org.steelworks.core.frame.sbe.PreparedEncoder;

/**
 * Payload of {@link FrameKind#PREPARED}: the sender has the reduced gradient of every bucket it holds.
 *
 * @param buckets ordinals of the buckets it reports
 * @param sumsOfSquares of each bucket's reduced gradient, in fp64
 * @param digests two per bucket, high then low half of the reduced gradient's 128-bit digest
 * @param firstLeaf first leaf it computed
 * @param losses of its leaves, in order
 * @param targets of its leaves: how many targets count
 * @param finite whether loss and gradient of the leaf were finite, per leaf
 * @param weightsDigests two per bucket, as {@code digests}, of the weights before the step; empty where the step before
 *     has no digest of its weights
 * @param firstBatch first batch of validation it computed
 * @param validation losses of its batches; empty where the weights before the step were not validated
 */
public record PreparedFrame(
        int[] buckets,
        double[] sumsOfSquares,
        long[] digests,
        int firstLeaf,
        double[] losses,
        long[] targets,
        boolean[] finite,
        long[] weightsDigests,
        int firstBatch,
        double[] validation) {
    public PreparedFrame {
        if (sumsOfSquares.length != buckets.length || digests.length != 2 * buckets.length) {
            throw new IllegalArgumentException(buckets.length + " buckets need as many sums and twice as many digest"
                    + " halves, not " + sumsOfSquares.length + " and " + digests.length);
        }
        if (finite.length != losses.length || targets.length != losses.length) {
            throw new IllegalArgumentException(losses.length + " losses need as many counts and flags, not "
                    + targets.length + " and " + finite.length);
        }
        if (weightsDigests.length != 0 && weightsDigests.length != digests.length) {
            throw new IllegalArgumentException(buckets.length + " buckets need no or twice as many weights digest"
                    + " halves, not " + weightsDigests.length);
        }
        PayloadBytes.requireGroup("buckets", buckets.length);
        PayloadBytes.requireGroup("leaves", losses.length);
        PayloadBytes.requireGroup("batches of validation", validation.length);
    }

    /** A new buffer from position to limit. */
    public ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(MessageHeaderEncoder.ENCODED_LENGTH
                + PreparedEncoder.BLOCK_LENGTH
                + 4 * GroupSizeEncodingDecoder.ENCODED_LENGTH
                + weightsDigests.length / 2 * PreparedDecoder.WeightsDecoder.sbeBlockLength()
                + buckets.length * PreparedDecoder.BucketsDecoder.sbeBlockLength()
                + losses.length * PreparedDecoder.LeavesDecoder.sbeBlockLength()
                + validation.length * PreparedDecoder.ValidationDecoder.sbeBlockLength());
        PreparedEncoder prepared = new PreparedEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(bytes), 0, new MessageHeaderEncoder())
                .firstLeaf(firstLeaf)
                .firstBatch(firstBatch);
        PreparedEncoder.BucketsEncoder bucket = prepared.bucketsCount(buckets.length);
        for (int i = 0; i < buckets.length; i++) {
            bucket.next()
                    .sumOfSquares(sumsOfSquares[i])
                    .digestHigh(digests[2 * i])
                    .digestLow(digests[2 * i + 1])
                    .ordinal(buckets[i]);
        }
        PreparedEncoder.LeavesEncoder leaf = prepared.leavesCount(losses.length);
        for (int i = 0; i < losses.length; i++) {
            leaf.next().loss(losses[i]).targets(targets[i]).finite((short) (finite[i] ? 1 : 0));
        }
        PreparedEncoder.WeightsEncoder weight = prepared.weightsCount(weightsDigests.length / 2);
        for (int i = 0; i < weightsDigests.length; i += 2) {
            weight.next().digestHigh(weightsDigests[i]).digestLow(weightsDigests[i + 1]);
        }
        PreparedEncoder.ValidationEncoder batch = prepared.validationCount(validation.length);
        for (double loss : validation) {
            batch.next().loss(loss);
        }
        return bytes;
    }

    /** Reads from position to limit; empty if these are not the bytes of one. */
    public static Optional<PreparedFrame> decode(ByteBuffer bytes) {
        PayloadBytes payload = PayloadBytes.of(bytes);
        if (!payload.announces(PreparedDecoder.SCHEMA_ID, PreparedDecoder.TEMPLATE_ID, PreparedDecoder.BLOCK_LENGTH)) {
            return Optional.empty();
        }
        int block = MessageHeaderDecoder.ENCODED_LENGTH + PreparedDecoder.BLOCK_LENGTH;
        int bucketsEnd = payload.groupEnd(block, PreparedDecoder.BucketsDecoder.sbeBlockLength());
        int leavesEnd = payload.groupEnd(bucketsEnd, PreparedDecoder.LeavesDecoder.sbeBlockLength());
        int weightsEnd = payload.groupEnd(leavesEnd, PreparedDecoder.WeightsDecoder.sbeBlockLength());
        int validationEnd = payload.groupEnd(weightsEnd, PreparedDecoder.ValidationDecoder.sbeBlockLength());
        if (!payload.endsAt(validationEnd)) {
            return Optional.empty();
        }
        return read(new PreparedDecoder().wrapAndApplyHeader(payload.buffer(), 0, new MessageHeaderDecoder()));
    }

    private static Optional<PreparedFrame> read(PreparedDecoder prepared) {
        int firstLeaf = prepared.firstLeaf();
        int firstBatch = prepared.firstBatch();
        PreparedDecoder.BucketsDecoder bucket = prepared.buckets();
        int[] buckets = new int[bucket.count()];
        double[] sums = new double[buckets.length];
        long[] digests = new long[2 * buckets.length];
        for (int i = 0; i < buckets.length; i++) {
            bucket.next();
            buckets[i] = bucket.ordinal();
            sums[i] = bucket.sumOfSquares();
            digests[2 * i] = bucket.digestHigh();
            digests[2 * i + 1] = bucket.digestLow();
        }
        PreparedDecoder.LeavesDecoder leaf = prepared.leaves();
        double[] losses = new double[leaf.count()];
        long[] targets = new long[losses.length];
        boolean[] finite = new boolean[losses.length];
        for (int i = 0; i < losses.length; i++) {
            leaf.next();
            losses[i] = leaf.loss();
            targets[i] = leaf.targets();
            finite[i] = leaf.finite() == 1;
        }
        PreparedDecoder.WeightsDecoder weight = prepared.weights();
        long[] weightsDigests = new long[2 * weight.count()];
        for (int i = 0; i < weightsDigests.length; i += 2) {
            weight.next();
            weightsDigests[i] = weight.digestHigh();
            weightsDigests[i + 1] = weight.digestLow();
        }
        PreparedDecoder.ValidationDecoder batch = prepared.validation();
        double[] validation = new double[batch.count()];
        for (int i = 0; i < validation.length; i++) {
            validation[i] = batch.next().loss();
        }
        if (weightsDigests.length != 0 && weightsDigests.length != digests.length) {
            return Optional.empty();
        }
        return Optional.of(new PreparedFrame(
                buckets, sums, digests, firstLeaf, losses, targets, finite, weightsDigests, firstBatch, validation));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PreparedFrame that
                && firstLeaf == that.firstLeaf
                && Arrays.equals(buckets, that.buckets)
                && Arrays.equals(sumsOfSquares, that.sumsOfSquares)
                && Arrays.equals(digests, that.digests)
                && Arrays.equals(losses, that.losses)
                && Arrays.equals(targets, that.targets)
                && Arrays.equals(finite, that.finite)
                && Arrays.equals(weightsDigests, that.weightsDigests)
                && firstBatch == that.firstBatch
                && Arrays.equals(validation, that.validation);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(buckets) + Arrays.hashCode(digests)) + Arrays.hashCode(losses);
    }

    @Override
    public String toString() {
        return "PreparedFrame[" + buckets.length + " buckets, " + losses.length + " leaves from " + firstLeaf + "]";
    }
}
