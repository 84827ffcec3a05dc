package org.steelworks.core.id;

/**
 * Names one submitted job.
 *
 * @param value matches {@code [a-z0-9-]{1,64}}, safe in paths and URLs
 */
public record JobId(String value) {
    public JobId {
        if (!value.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("job id '" + value + "' must match [a-z0-9-]{1,64}");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
