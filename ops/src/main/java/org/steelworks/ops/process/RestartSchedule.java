package org.steelworks.ops.process;

/**
 * When a worker's process is started again after its end: almost at once, then with doubling pauses; a process that
 * lived long enough makes it start over. A slot whose processes keep ending in the same way before they are up is given
 * up, for starting them again would not help.
 *
 * @param firstMs pause before the first restart
 * @param longestMs longest pause
 * @param calmMs life after which earlier ends are forgotten
 * @param giveUpAfter ends in a row before the process was up, all with the same failure
 */
record RestartSchedule(long firstMs, long longestMs, long calmMs, int giveUpAfter) {
    static final RestartSchedule DEFAULT = new RestartSchedule(100, 10_000, 30_000, 5);

    RestartSchedule {
        if (firstMs < 1 || longestMs < firstMs || calmMs < 1 || giveUpAfter < 1) {
            throw new IllegalArgumentException("a restart schedule needs 1 <= first <= longest, calm and tries >= 1");
        }
    }

    /**
     * How a process ended.
     *
     * @param failure one sentence; equal for equal failures
     * @param wasUp whether it had reported itself up
     */
    record End(String failure, boolean wasUp, long lifeMs) {}

    /**
     * Ends so far.
     *
     * @param rapid in a row without a calm life between
     * @param same in a row before being up, with {@code failure}
     */
    record History(int rapid, int same, String failure) {
        static final History NONE = new History(0, 0, "");
    }

    /**
     * What to do.
     *
     * @param restart false: give the slot up
     */
    record Decision(boolean restart, long pauseMs, History history, String reason) {}

    Decision decide(History history, End end) {
        int rapid = end.lifeMs() >= calmMs ? 1 : history.rapid() + 1;
        boolean again = !end.wasUp() && end.failure().equals(history.failure());
        int same = end.wasUp() ? 0 : again ? history.same() + 1 : 1;
        History next = new History(rapid, same, end.failure());
        if (same >= giveUpAfter) {
            return new Decision(
                    false, 0, next, "given up after " + same + " starts that ended alike: " + end.failure());
        }
        long pause = Math.min(longestMs, firstMs << Math.min(rapid - 1, 30));
        return new Decision(true, pause, next, end.failure() + "; started again in " + pause + " ms");
    }
}
