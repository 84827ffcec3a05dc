package org.steelworks.core.run;

/**
 * The newest durable step of a run.
 *
 * @param loss mean over the step's leaves
 * @param learningRate rate of the step
 * @param gradNorm before clipping
 * @param tokensPerSecond of the run, all workers together
 * @param workers members of the generation
 * @param generation its number
 */
public record RunProgress(
        long step,
        double loss,
        double learningRate,
        double gradNorm,
        double tokensPerSecond,
        int workers,
        long generation) {}
