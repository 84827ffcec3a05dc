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
import org.steelworks.data.clean.Deduplicator;
import org.steelworks.data.dedup.DuplicateSearch;
import org.steelworks.data.dedup.Duplicates;
import org.steelworks.data.unit.OperatorTally;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitTally;

/**
 * Which kept documents of the units are duplicates. Input sets with the same deduplicators are compared with each other,
 * in the order of the plan. Files lie in a folder beside the units' until closed. Not thread-safe.
 */
final class Deduplication implements Closeable {
    private final PreparePlan plan;
    private final Map<Integer, UnitTally> tallies;
    private final Map<List<Deduplicator>, Duplicates> found = new LinkedHashMap<>();
    /** Number of a unit's first kept document among those compared with it. */
    private final Map<Integer, Long> firstDocuments = new HashMap<>();

    private Deduplication(PreparePlan plan, Map<Integer, UnitTally> tallies) {
        this.plan = plan;
        this.tallies = tallies;
    }

    /** Searches; done again from the units' files after a kill. */
    static Deduplication of(PreparePlan plan, UnitFolder folder, Map<Integer, UnitTally> tallies) throws IOException {
        Deduplication deduplication = new Deduplication(plan, tallies);
        Map<List<Deduplicator>, List<Unit>> compared = new LinkedHashMap<>();
        for (Unit unit : plan.units()) {
            compared.computeIfAbsent(plan.set(unit).recipe().deduplicators(), d -> new ArrayList<>())
                    .add(unit);
        }
        try {
            for (Map.Entry<List<Deduplicator>, List<Unit>> group : compared.entrySet()) {
                if (!group.getKey().isEmpty()) {
                    deduplication.search(group.getKey(), group.getValue(), folder);
                }
            }
            return deduplication;
        } catch (IOException | RuntimeException e) {
            deduplication.close();
            throw e;
        }
    }

    private void search(List<Deduplicator> deduplicators, List<Unit> units, UnitFolder folder) throws IOException {
        Path own = folder.folder().resolve("duplicates-" + found.size());
        new UnitFolder(own).remove();
        Files.createDirectories(own);
        List<Path> files = new ArrayList<>();
        long documents = 0;
        for (Unit unit : units) {
            files.add(folder.part(unit.number(), UnitFolder.Part.SIGNATURES));
            firstDocuments.put(unit.number(), documents);
            documents += tallies.get(unit.number()).kept();
        }
        found.put(
                deduplicators, DuplicateSearch.run(files, documents, deduplicators, own, DuplicateSearch.MEMORY_LONGS));
    }

    /** The deduplicator that drops a kept document of a unit, by name; null where the document stays. */
    String droppedBy(Unit unit, long keptDocument) {
        int by = number(unit, keptDocument);
        return by == 0 ? null : deduplicators(unit).get(by - 1).name();
    }

    private List<Deduplicator> deduplicators(Unit unit) {
        return plan.set(unit).recipe().deduplicators();
    }

    /** Number, from 1, of that deduplicator; 0 where the document stays. */
    int number(Unit unit, long keptDocument) {
        Duplicates duplicates = found.get(deduplicators(unit));
        return duplicates == null ? 0 : duplicates.droppedBy(firstDocuments.get(unit.number()) + keptDocument);
    }

    /** Whether a document of the unit may be a duplicate. */
    boolean any(Unit unit) {
        return found.containsKey(deduplicators(unit));
    }

    /** What is told of a unit when its duplicates are gone. */
    UnitTally tally(Unit unit) {
        UnitTally before = tallies.get(unit.number());
        List<Deduplicator> deduplicators = deduplicators(unit);
        if (deduplicators.isEmpty()) {
            return before;
        }
        long[] dropped = new long[deduplicators.size()];
        for (long document = 0; document < before.kept(); document++) {
            int by = number(unit, document);
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
        found.values().forEach(Duplicates::close);
    }
}
