package org.steelworks.data.flow;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.evidence.DuplicatePair;
import org.steelworks.data.evidence.Evidence;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitTally;

/** What is shown of an input set: what its units leave as evidence, and duplicates beside what stays in their place. */
final class SetEvidence {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PreparePlan plan;
    private final UnitFolder folder;
    private final UnitStarts starts;
    private final Deduplication duplicates;

    SetEvidence(PreparePlan plan, UnitFolder folder, Map<Integer, UnitTally> tallies, Deduplication duplicates) {
        this.plan = plan;
        this.folder = folder;
        this.starts = UnitStarts.of(plan, tallies, UnitTally::records);
        this.duplicates = duplicates;
    }

    /** What the operators did to the documents of every input set; it needs no duplicates. */
    static List<Evidence> ofSets(PreparePlan plan, UnitFolder folder, Map<Integer, UnitTally> tallies)
            throws IOException {
        UnitStarts starts = UnitStarts.of(plan, tallies, UnitTally::records);
        List<Evidence> sets = new ArrayList<>();
        for (int set = 0; set < plan.spec().sets().size(); set++) {
            OperatorRecipe recipe = plan.spec().sets().get(set).recipe();
            Evidence all = Evidence.none(recipe);
            for (Unit unit : plan.units(set)) {
                Evidence own = JSON.readValue(
                        folder.part(unit.number(), UnitFolder.Part.EVIDENCE).toFile(), Evidence.class);
                all = all.plus(own.moved(starts.of(unit)), recipe);
            }
            sets.add(all);
        }
        return sets;
    }

    /** By deduplicator the first documents of the set that it drops, each beside the one that stays in its place. */
    List<List<DuplicatePair>> duplicates(int set) throws IOException {
        List<List<Deduplication.Pair>> all = duplicates.pairs(set);
        Map<Deduplication.Place, DuplicatePair.Side> shown = shown(all);
        List<List<DuplicatePair>> pairs = new ArrayList<>();
        for (List<Deduplication.Pair> of : all) {
            pairs.add(of.stream()
                    .map(pair -> new DuplicatePair(shown.get(pair.dropped()), shown.get(pair.kept())))
                    .toList());
        }
        return pairs;
    }

    private Map<Deduplication.Place, DuplicatePair.Side> shown(List<List<Deduplication.Pair>> pairs)
            throws IOException {
        Map<Unit, TreeSet<Long>> wanted = new HashMap<>();
        for (List<Deduplication.Pair> of : pairs) {
            for (Deduplication.Pair pair : of) {
                for (Deduplication.Place place : List.of(pair.dropped(), pair.kept())) {
                    wanted.computeIfAbsent(place.unit(), unit -> new TreeSet<>())
                            .add(place.document());
                }
            }
        }
        Map<Deduplication.Place, DuplicatePair.Side> shown = new HashMap<>();
        for (Map.Entry<Unit, TreeSet<Long>> unit : wanted.entrySet()) {
            show(unit.getKey(), unit.getValue(), shown);
        }
        return shown;
    }

    private void show(Unit unit, TreeSet<Long> documents, Map<Deduplication.Place, DuplicatePair.Side> shown)
            throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(
                folder.part(unit.number(), UnitFolder.Part.DOCUMENTS), StandardCharsets.UTF_8)) {
            long line = 0;
            for (long document : documents) {
                for (; line < document; line++) {
                    lines.readLine();
                }
                String text = LineJson.read(lines.readLine()).path("text").asText();
                line++;
                long index = starts.of(unit) + duplicates.index(unit, document);
                shown.put(
                        new Deduplication.Place(unit, document),
                        DuplicatePair.Side.of(plan.set(unit).name(), unit.file().source(), index, text));
            }
        }
    }
}
