package org.steelworks.data.clean;

/** An operator that rewrites a text and keeps every document. */
public non-sealed interface Mapper extends Operator {
    /** The rewritten text; the argument itself when nothing changes. */
    String map(String text);
}
