package org.steelworks.data.raw;

/**
 * One line that is not blank.
 *
 * @param number of the line, from 1, counted from where reading began
 * @param index of the record, from 0: blank lines do not count
 * @param bytes without the line end; the first bytes only where there is a problem
 * @param problem why the line cannot be read at all; empty when it can
 * @param last whether nothing behind this line can be read because of the problem
 */
public record RawLine(long number, long index, byte[] bytes, String problem, boolean last) {}
