package org.steelworks.gpu.network;

/**
 * What a micro-batch's forward pass says.
 *
 * @param value the loss as the recipe normalises it; NaN without any target
 * @param sum over the targets, added in fp64 chunk by chunk
 * @param targets positions that count
 */
public record MicroBatchLoss(double value, double sum, long targets) {}
