package org.steelworks.gpu.network;

/**
 * Where a micro-batch's gradient goes.
 *
 * @param sums written to
 * @param adding false overwrites the whole of every vector, true adds to it
 * @param factor multiplies the gradient of the loss; 1 / accumulate makes a leaf the mean of its micro-batches
 */
public record GradientTarget(DeviceVectors sums, boolean adding, double factor) {}
