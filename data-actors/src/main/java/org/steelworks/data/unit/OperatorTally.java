package org.steelworks.data.unit;

/**
 * What one operator did.
 *
 * @param in documents it was given
 * @param out documents it kept
 * @param changed documents whose text it changed
 * @param nanos time spent in it, added over threads
 */
public record OperatorTally(String name, long in, long out, long changed, long nanos) {
    OperatorTally plus(OperatorTally other) {
        if (!name.equals(other.name)) {
            throw new IllegalArgumentException("counts of " + name + " and " + other.name + " cannot be added");
        }
        return new OperatorTally(name, in + other.in, out + other.out, changed + other.changed, nanos + other.nanos);
    }
}
