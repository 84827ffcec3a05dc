package org.steelworks.data.unit;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts files into units, in the order of the files. Cuts are at fixed positions; the record, or the row group of a
 * table, that lies across one belongs to the unit where it begins, so nothing has to be read to plan, and the plan depends on names and lengths alone.
 */
public final class UnitPlan {
    private UnitPlan() {}

    /**
     * @param unitBytes length of a unit; a file that cannot be read in parts is one unit whatever its length
     * @param wholeFiles whether no file may be cut
     */
    public static List<Unit> of(List<InputFile> files, long unitBytes, boolean wholeFiles) {
        List<Unit> units = new ArrayList<>();
        for (InputFile file : files) {
            boolean whole = wholeFiles || !file.container().isDivisible(file.source());
            long length = whole ? Math.max(1, file.bytes()) : unitBytes;
            for (long start = 0; start < file.bytes(); start += length) {
                units.add(new Unit(units.size(), file, start, Math.min(file.bytes(), start + length)));
            }
        }
        return List.copyOf(units);
    }
}
