package org.steelworks.gpu.optim;

import org.steelworks.core.spec.TrainSpec;

/**
 * Learning rate over steps. Steps are counted in micro-steps, A per step, and a step uses the rate of its last one:
 * f(s A + A - 1), with a warm-up of W = warmup_steps A and an end M = decay_steps A. f(i) = lr i / W below W; from W to M a
 * decay from lr to min_lr over r = (i - W) / (M - W); min_lr beyond M. Shapes of the decay: cosine, half a period;
 * linear; constant, lr to the end; wsd, lr until {@value #STABLE_SHARE} of the way from W to M, then linear to min_lr.
 */
public final class LearningRateSchedule {
    /** Where wsd begins to fall. */
    static final double STABLE_SHARE = 0.9;

    private final TrainSpec.Schedule schedule;
    private final double peak;
    private final long warmup;
    private final long end;

    /**
     * @param peak {@code optimizer.lr}
     * @param runSteps steps of the whole run, where the schedule has no decay steps of its own
     */
    public LearningRateSchedule(TrainSpec.Schedule schedule, double peak, long runSteps) {
        long steps = schedule.decaySteps() == 0 ? runSteps : schedule.decaySteps();
        if (schedule.microSteps() < 1 || schedule.warmupSteps() < 0 || steps < 1) {
            throw new IllegalArgumentException(
                    "train.schedule needs micro_steps >= 1, warmup_steps >= 0 and at least one"
                            + " step, not micro_steps " + schedule.microSteps() + ", warmup_steps "
                            + schedule.warmupSteps()
                            + ", steps " + steps);
        }
        this.schedule = schedule;
        this.peak = peak;
        this.warmup = Math.multiplyExact(schedule.warmupSteps(), (long) schedule.microSteps());
        this.end = Math.multiplyExact(steps, (long) schedule.microSteps());
    }

    public static LearningRateSchedule of(TrainSpec train) {
        return new LearningRateSchedule(train.schedule(), train.optimizer().lr(), train.steps());
    }

    /** The rate of optimizer step {@code step}, counted from 0. */
    public double rate(long step) {
        return at(step * schedule.microSteps() + schedule.microSteps() - 1);
    }

    /** f(i). */
    double at(long microStep) {
        if (microStep < warmup) {
            return peak * microStep / warmup;
        }
        if (schedule.name() == TrainSpec.Schedule.Shape.CONSTANT) {
            return peak;
        }
        if (microStep > end) {
            return schedule.minLr();
        }
        double share = end == warmup ? 1 : (double) (microStep - warmup) / (end - warmup);
        return schedule.minLr() + height(share) * (peak - schedule.minLr());
    }

    private double height(double share) {
        return switch (schedule.name()) {
            case COSINE -> 0.5 * (1 + StrictMath.cos(Math.PI * share));
            case LINEAR -> 1 - share;
            case CONSTANT -> 1;
            case WSD -> share <= STABLE_SHARE ? 1 : (1 - share) / (1 - STABLE_SHARE);
        };
    }
}
