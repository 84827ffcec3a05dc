package org.steelworks.data.flow;

import java.util.List;
import org.steelworks.data.raw.RawLine;

/**
 * Consecutive lines of a unit.
 *
 * @param lines that are not blank
 * @param linesRead blank ones included
 * @param blank lines passed over
 * @param bytes read from disk for it
 */
record LineBatch(List<RawLine> lines, long linesRead, long blank, long bytes) {}
