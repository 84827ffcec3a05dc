package org.steelworks.data.prepare;

import org.steelworks.core.protocol.WireMessage;
import org.steelworks.data.unit.UnitTally;

/**
 * What is told of an attempt at a unit. After {@link Done}, {@link Failed} or {@link Returned} nothing follows but the
 * same again.
 */
sealed interface UnitReport extends WireMessage {
    String attempt();

    /** So many bytes of the unit were read from disk so far. */
    record Read(String attempt, long bytes) implements UnitReport {}

    /** The unit's files are in place. */
    record Done(String attempt, UnitTally tally) implements UnitReport {}

    /** The unit cannot be done; {@code reason} is what its work said. */
    record Failed(String attempt, String reason) implements UnitReport {}

    /** The unit was not done, and that is not its fault. */
    record Returned(String attempt, Why why, String reason) implements UnitReport {}

    /** Why a unit comes back. */
    enum Why {
        /** The node has as many units in work as it takes. */
        BUSY,
        /** The node lacks what the unit needs, such as a file. */
        UNFIT,
        /** The node is gone. */
        LOST
    }
}
