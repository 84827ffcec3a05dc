package org.steelworks.data.clean;

/** One step of a cleaning recipe, named as in Data-Juicer. Implementations are immutable and safe for any thread. */
public sealed interface Operator permits Mapper, Filter, Deduplicator {
    /** The recipe's name of the operator, such as {@code clean_email_mapper}. */
    String name();
}
