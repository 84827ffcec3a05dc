package org.steelworks.ops.status;

/**
 * One change of what a status page shows.
 *
 * @param id grows by one each change; a reader that lost its stream names the last one it saw
 * @param subject what changed
 * @param name id or path of it, empty for the members as a whole
 * @param value the new value, null where it is gone
 */
public record StatusChange(long id, Subject subject, String name, Object value) {
    /** What changes. */
    public enum Subject {
        WORKER("worker"),
        ACTOR("actor"),
        JOB("job"),
        MEMBERS("members"),
        EVENT("run-event"),
        /** More was missed than is kept: read everything again. */
        RESET("reset");

        private final String word;

        Subject(String word) {
            this.word = word;
        }

        /** The event name in a stream. */
        public String word() {
            return word;
        }
    }
}
