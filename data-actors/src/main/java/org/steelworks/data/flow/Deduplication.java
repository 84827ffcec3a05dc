package org.steelworks.data.flow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.data.clean.Deduplicator;
import org.steelworks.data.dedup.DuplicateSearch;
import org.steelworks.data.dedup.Duplicates;
import org.steelworks.data.dedup.Signatures;
import org.steelworks.data.unit.OperatorTally;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitTally;

/**
 * Which kept documents of the units are duplicates. Input sets with the same deduplicators are compared with each other,
 * in the order of the plan. Files lie in a folder beside the units' until closed. After the search it only answers, on any thread.
 */
final class Deduplication implements Closeable {
    private final PreparePlan plan;
    private final UnitFolder folder;
    private final Map<Integer, UnitTally> tallies;
    private final Map<List<Deduplicator>, Group> groups = new LinkedHashMap<>();
    /** What is compared, by number of the unit: asked once for every document. */
    private final Map<Integer, Compared> compared = new HashMap<>();

    /** A document that passed all operators before the deduplicators: its number among those of its unit. */
    record Place(Unit unit, long document) {}

    /** What is dropped, and what stays in its place. */
    record Pair(Place dropped, Place kept) {}

    /** A unit in its group, with the number that its first document has there. */
    private record Compared(Group group, long firstDocument) {
        int number(long document) {
            return group.found.droppedBy(firstDocument + document);
        }
    }

    /** Units that are compared with each other. */
    private static final class Group {
        private final List<Deduplicator> deduplicators;
        private final List<Unit> units = new ArrayList<>();
        /** Numbers of the input sets, rising. */
        private final List<Integer> sets = new ArrayList<>();
        /** Units by that number; of those with the same one the last, as the others have no document. */
        private final TreeMap<Long, Unit> byFirstDocument = new TreeMap<>();

        private Duplicates found;

        Group(List<Deduplicator> deduplicators) {
            this.deduplicators = deduplicators;
        }

        int longs() {
            return deduplicators.stream().mapToInt(Deduplicator::signatureLongs).sum();
        }

        Place place(long document) {
            Map.Entry<Long, Unit> unit = byFirstDocument.floorEntry(document);
            return new Place(unit.getValue(), document - unit.getKey());
        }
    }

    private Deduplication(PreparePlan plan, UnitFolder folder, Map<Integer, UnitTally> tallies) {
        this.plan = plan;
        this.folder = folder;
        this.tallies = tallies;
        for (Unit unit : plan.units()) {
            List<Deduplicator> deduplicators = plan.set(unit).recipe().deduplicators();
            if (!deduplicators.isEmpty()) {
                groups.computeIfAbsent(deduplicators, Group::new).units.add(unit);
            }
        }
    }

    /** Searches; done again from the units' files after a kill. */
    static Deduplication of(PreparePlan plan, UnitFolder folder, Map<Integer, UnitTally> tallies) throws IOException {
        Deduplication deduplication = new Deduplication(plan, folder, tallies);
        try {
            int number = 0;
            for (Group group : deduplication.groups.values()) {
                deduplication.search(group, "duplicates-" + number++);
            }
            return deduplication;
        } catch (IOException | RuntimeException e) {
            deduplication.close();
            throw e;
        }
    }

    private void search(Group group, String name) throws IOException {
        Path own = folder.folder().resolve(name);
        new UnitFolder(own).remove();
        Files.createDirectories(own);
        List<Path> files = new ArrayList<>();
        List<Long> setEnds = new ArrayList<>();
        long documents = 0;
        for (Unit unit : group.units) {
            files.add(signatureFile(unit));
            compared.put(unit.number(), new Compared(group, documents));
            group.byFirstDocument.put(documents, unit);
            documents += tallies.get(unit.number()).kept();
            if (group.sets.isEmpty()
                    || group.sets.get(group.sets.size() - 1) != unit.file().set()) {
                group.sets.add(unit.file().set());
                setEnds.add(documents);
            }
            setEnds.set(setEnds.size() - 1, documents);
        }
        long[] ends = setEnds.stream().mapToLong(Long::longValue).toArray();
        group.found = DuplicateSearch.run(
                files,
                ends,
                group.deduplicators,
                own,
                DuplicateSearch.MEMORY_LONGS,
                plan.spec().parallelism());
    }

    private Path signatureFile(Unit unit) {
        return folder.part(unit.number(), UnitFolder.Part.SIGNATURES);
    }

    /** The signatures of a unit that {@link #any may have} duplicates. */
    Signatures.Reader signatures(Unit unit) throws IOException {
        return new Signatures.Reader(
                signatureFile(unit), compared.get(unit.number()).group.longs());
    }

    /** The number that a document of such a unit had among its records. */
    long index(Unit unit, long document) throws IOException {
        return Signatures.index(
                signatureFile(unit), compared.get(unit.number()).group.longs(), document);
    }

    /** By deduplicator the first documents of a set that it drops. */
    List<List<Pair>> pairs(int set) {
        List<Deduplicator> deduplicators = plan.spec().sets().get(set).recipe().deduplicators();
        Group group = groups.get(deduplicators);
        List<List<Pair>> pairs = new ArrayList<>();
        int part = group == null ? -1 : group.sets.indexOf(set);
        for (int i = 1; i <= deduplicators.size(); i++) {
            List<Pair> dropped = new ArrayList<>();
            if (part >= 0) {
                group.found
                        .pairs(i, part)
                        .forEach((document, kept) -> dropped.add(new Pair(group.place(document), group.place(kept))));
            }
            pairs.add(dropped);
        }
        return pairs;
    }

    /** The deduplicator that drops a document of a unit, by name; null where the document stays. */
    String droppedBy(Unit unit, long document) {
        int by = number(unit, document);
        return by == 0
                ? null
                : compared.get(unit.number()).group.deduplicators.get(by - 1).name();
    }

    /** Number, from 1, of that deduplicator; 0 where the document stays. */
    int number(Unit unit, long document) {
        Compared its = compared.get(unit.number());
        return its == null ? 0 : its.number(document);
    }

    /** Whether a document of the unit may be a duplicate. */
    boolean any(Unit unit) {
        return compared.containsKey(unit.number());
    }

    /** What is told of a unit when its duplicates are gone. */
    UnitTally tally(Unit unit) {
        UnitTally before = tallies.get(unit.number());
        Compared its = compared.get(unit.number());
        if (its == null) {
            return before;
        }
        long[] dropped = new long[its.group.deduplicators.size()];
        for (long document = 0; document < before.kept(); document++) {
            int by = its.number(document);
            if (by > 0) {
                dropped[by - 1]++;
            }
        }
        List<OperatorTally> operators = new ArrayList<>(before.operators());
        long left = before.kept();
        int first = operators.size() - dropped.length;
        for (int i = 0; i < dropped.length && first >= 0; i++) {
            OperatorTally signed = operators.get(first + i);
            operators.set(first + i, new OperatorTally(signed.name(), left, left - dropped[i], 0, signed.nanos()));
            left -= dropped[i];
        }
        return before.with(left, operators);
    }

    @Override
    public void close() {
        for (Group group : groups.values()) {
            if (group.found != null) {
                group.found.close();
            }
        }
    }
}
