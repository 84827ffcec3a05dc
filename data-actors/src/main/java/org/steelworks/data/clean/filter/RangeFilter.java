package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.StatisticRange;

/** A filter by one statistic, of which a range is kept; what is left to each is how it measures a text. */
abstract class RangeFilter implements Filter {
    private final String name;
    private final StatisticRange range;

    RangeFilter(String name, StatisticRange range) {
        this.name = name;
        this.range = range;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final StatisticRange range() {
        return range;
    }
}
