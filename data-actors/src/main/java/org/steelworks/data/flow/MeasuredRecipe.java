package org.steelworks.data.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.steelworks.data.clean.Deduplicator;
import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.Likeness;
import org.steelworks.data.clean.Mapper;
import org.steelworks.data.clean.Operator;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.clean.Verdict;
import org.steelworks.data.unit.OperatorTally;

/**
 * A recipe whose operators count what passes them and the time they take. Not thread-safe: every batch has its own, as counts
 * that threads share cost more than some operators.
 */
final class MeasuredRecipe {
    private final List<Meter> meters = new ArrayList<>();
    private final OperatorRecipe recipe;

    /** @param nanoClock such as {@code System::nanoTime} */
    MeasuredRecipe(OperatorRecipe original, LongSupplier nanoClock) {
        List<Operator> operators = new ArrayList<>();
        for (Operator operator : original.operators()) {
            Meter meter = new Meter(operator.name(), nanoClock);
            meters.add(meter);
            if (operator instanceof Mapper mapper) {
                operators.add(new MeasuredMapper(mapper, meter));
            } else if (operator instanceof Filter filter) {
                operators.add(new MeasuredFilter(filter, meter));
            } else if (operator instanceof Deduplicator deduplicator) {
                operators.add(new MeasuredDeduplicator(deduplicator, meter));
            }
        }
        recipe = new OperatorRecipe(original.name(), operators, original.models());
    }

    OperatorRecipe recipe() {
        return recipe;
    }

    List<OperatorTally> tallies() {
        return meters.stream().map(Meter::tally).toList();
    }

    private static final class Meter {
        private final String name;
        private final LongSupplier clock;
        private long in;
        private long out;
        private long changed;
        private long nanos;

        Meter(String name, LongSupplier clock) {
            this.name = name;
            this.clock = clock;
        }

        long start() {
            return clock.getAsLong();
        }

        void count(boolean kept, boolean change, long startNs) {
            nanos += clock.getAsLong() - startNs;
            in++;
            out += kept ? 1 : 0;
            changed += change ? 1 : 0;
        }

        OperatorTally tally() {
            return new OperatorTally(name, in, out, changed, nanos);
        }
    }

    private record MeasuredMapper(Mapper mapper, Meter meter) implements Mapper {
        @Override
        public String name() {
            return mapper.name();
        }

        @Override
        public String map(String text) {
            long startNs = meter.start();
            String mapped = mapper.map(text);
            meter.count(true, !mapped.equals(text), startNs);
            return mapped;
        }
    }

    /** Counts the signatures; what is dropped is known only when all documents have theirs. */
    private record MeasuredDeduplicator(Deduplicator deduplicator, Meter meter) implements Deduplicator {
        @Override
        public String name() {
            return deduplicator.name();
        }

        @Override
        public int signatureLongs() {
            return deduplicator.signatureLongs();
        }

        @Override
        public long[] signature(String text) {
            long startNs = meter.start();
            long[] signature = deduplicator.signature(text);
            meter.count(true, false, startNs);
            return signature;
        }

        @Override
        public Likeness likeness() {
            return deduplicator.likeness();
        }
    }

    private record MeasuredFilter(Filter filter, Meter meter) implements Filter {
        @Override
        public String name() {
            return filter.name();
        }

        @Override
        public StatisticRange range() {
            return filter.range();
        }

        @Override
        public double measure(String text) {
            return filter.measure(text);
        }

        @Override
        public Verdict judge(String text) {
            long startNs = meter.start();
            Verdict verdict = filter.judge(text);
            meter.count(verdict.keep(), false, startNs);
            return verdict;
        }

        @Override
        public Verdict look(String text) {
            return filter.look(text);
        }
    }
}
