package org.steelworks.ops.cli;

import java.util.Arrays;
import java.util.Iterator;
import org.steelworks.data.raw.RawFormat;

/** The names of the raw formats, for help and completion. */
final class FormatNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(RawFormat.values()).map(RawFormat::key).iterator();
    }
}
