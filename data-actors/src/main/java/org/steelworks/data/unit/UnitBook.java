package org.steelworks.data.unit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Which units wait, which are in work where, and how often each has failed. Decides who gets what next; knows no clock,
 * message or file. A unit that is not done waits, rests before another try, or is in work in exactly one attempt; what is
 * said of any other attempt changes nothing. Not thread-safe.
 */
public final class UnitBook {
    private final String owner;
    private final int perPlace;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final Map<Integer, Integer> failures = new HashMap<>();
    private final Map<String, Deal> working = new LinkedHashMap<>();
    /** Units in work at the places that may get more. */
    private final Map<String, Integer> open = new TreeMap<>();

    private int resting;
    private long attempts;

    /**
     * A unit for a place.
     *
     * @param attempt a name that no other attempt at any unit has
     */
    public record Deal(int unit, String place, String attempt) {}

    /**
     * @param owner begins the names of attempts; differs from that of every other book of the plan
     * @param units to do, in the order in which they are begun
     * @param perPlace most units in work at a place
     */
    public UnitBook(String owner, Collection<Integer> units, int perPlace) {
        this.owner = owner;
        this.perPlace = perPlace;
        waiting.addAll(units);
    }

    /** The place may get units from now on. */
    public void open(String place) {
        open.putIfAbsent(place, inWork(place));
    }

    /** The place gets no more units; those it has stay its own until they are done, failed or returned. */
    public void close(String place) {
        open.remove(place);
    }

    private int inWork(String place) {
        return (int) working.values().stream()
                .filter(deal -> deal.place().equals(place))
                .count();
    }

    /** Gives waiting units to places with room, to the least busy first. Everything returned is in work now. */
    public List<Deal> deal() {
        List<Deal> deals = new ArrayList<>();
        while (!waiting.isEmpty()) {
            String place = open.entrySet().stream()
                    .filter(entry -> entry.getValue() < perPlace)
                    .min(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                    .map(Map.Entry::getKey)
                    .orElse(null);
            if (place == null) {
                break;
            }
            attempts++;
            Deal deal = new Deal(waiting.removeFirst(), place, owner + "-" + attempts);
            working.put(deal.attempt(), deal);
            open.merge(place, 1, Integer::sum);
            deals.add(deal);
        }
        return deals;
    }

    /** The attempt succeeded; empty where it is none of those in work. */
    public OptionalInt done(String attempt) {
        return end(attempt);
    }

    /**
     * The attempt failed: its unit rests until {@link #again}.
     *
     * @return how often the unit has failed now; empty where the attempt is none of those in work
     */
    public OptionalInt failed(String attempt) {
        OptionalInt unit = end(attempt);
        if (unit.isEmpty()) {
            return unit;
        }
        resting++;
        return OptionalInt.of(failures.merge(unit.getAsInt(), 1, Integer::sum));
    }

    /** The attempt ended without the unit's fault: its unit is the next to be dealt, and this counts as no failure. */
    public OptionalInt returned(String attempt) {
        OptionalInt unit = end(attempt);
        unit.ifPresent(waiting::addFirst);
        return unit;
    }

    /** A unit that rested waits again. */
    public void again(int unit) {
        resting--;
        waiting.addLast(unit);
    }

    private OptionalInt end(String attempt) {
        Deal deal = working.remove(attempt);
        if (deal == null) {
            return OptionalInt.empty();
        }
        open.computeIfPresent(deal.place(), (place, units) -> units - 1);
        return OptionalInt.of(deal.unit());
    }

    /** The unit of an attempt that is in work. */
    public OptionalInt unit(String attempt) {
        Deal deal = working.get(attempt);
        return deal == null ? OptionalInt.empty() : OptionalInt.of(deal.unit());
    }

    /** The place of an attempt that is in work, or null. */
    public String place(String attempt) {
        Deal deal = working.get(attempt);
        return deal == null ? null : deal.place();
    }

    /** Attempts in work. */
    public List<String> working() {
        return List.copyOf(working.keySet());
    }

    /** Places that have units in work. */
    public long busyPlaces() {
        return working.values().stream().map(Deal::place).distinct().count();
    }

    /** Whether units wait and no place may get one. */
    public boolean isHeldUp() {
        return !waiting.isEmpty() && open.isEmpty();
    }

    /** Whether every unit is done. */
    public boolean isAllDone() {
        return waiting.isEmpty() && working.isEmpty() && resting == 0;
    }
}
