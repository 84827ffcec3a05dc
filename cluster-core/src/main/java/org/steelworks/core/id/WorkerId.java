package org.steelworks.core.id;

/**
 * Names one device slot of one node, such as {@code node-1/w0}. It survives restarts of the worker process; the
 * {@code incarnation} that goes with messages does not.
 */
public record WorkerId(String node, int slot) implements Comparable<WorkerId> {
    public WorkerId {
        if (!node.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("node name '" + node + "' must match [a-z0-9-]{1,64}");
        }
        if (slot < 0) {
            throw new IllegalArgumentException("worker slot " + slot + " of node " + node + " must not be negative");
        }
    }

    /** Reads the form that {@link #toString()} writes. */
    public static WorkerId parse(String text) {
        int cut = text.lastIndexOf("/w");
        if (cut < 0) {
            throw new IllegalArgumentException("worker id '" + text + "' must look like node-1/w0");
        }
        return new WorkerId(text.substring(0, cut), Integer.parseInt(text.substring(cut + 2)));
    }

    @Override
    public int compareTo(WorkerId other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : Integer.compare(slot, other.slot);
    }

    @Override
    public String toString() {
        return node + "/w" + slot;
    }
}
