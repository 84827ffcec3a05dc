package org.steelworks.gpu.optim;

/** Clipping by the norm of the whole gradient: factor = min(1, max / (norm + 1e-6)). */
public final class ClipRule {
    private static final double STABILISER = 1e-6;

    /**
     * What clipping says about a step.
     *
     * @param norm L2 norm of the gradient before clipping
     * @param factor multiplies the gradient; exactly 1 where nothing is clipped
     * @param reason one sentence
     */
    public record Decision(double norm, float factor, String reason) {}

    private ClipRule() {}

    /**
     * @param sumsOfSquares one per bucket, added here in order
     * @param maxNorm {@code grad_clip}; 0 clips nothing
     */
    public static Decision decide(double[] sumsOfSquares, double maxNorm) {
        double sum = 0;
        for (double bucket : sumsOfSquares) {
            sum += bucket;
        }
        double norm = StrictMath.sqrt(sum);
        if (maxNorm == 0) {
            return new Decision(norm, 1, "grad_clip is 0: norm " + norm + " is not clipped");
        }
        double factor = maxNorm / (norm + STABILISER);
        if (factor >= 1) {
            return new Decision(norm, 1, "norm " + norm + " is within grad_clip " + maxNorm);
        }
        return new Decision(norm, (float) factor, "norm " + norm + " is above grad_clip " + maxNorm);
    }
}
