package org.steelworks.gpu.train;

/**
 * What a range of leaves says besides its gradient.
 *
 * @param losses per leaf in leaf order: the mean over its micro-batches, or the sum over its targets where losses are
 *     normalised per token
 * @param targets per leaf: how many targets count
 */
public record LeafGradients(double[] losses, long[] targets) {}
