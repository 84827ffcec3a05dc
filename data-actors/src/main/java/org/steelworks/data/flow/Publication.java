package org.steelworks.data.flow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.evidence.Evidence;
import org.steelworks.data.unit.InputFile;
import org.steelworks.data.unit.InputSet;
import org.steelworks.data.unit.Quarantine;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitStore;
import org.steelworks.data.unit.UnitTally;

/** Puts the units' files together, in the order of the plan, and publishes the result with its report last. */
public final class Publication {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PreparePlan plan;
    private final UnitFolder folder;
    private final UnitStore store;
    private final Map<Integer, UnitTally> tallies;
    private final List<Ready> ready = new ArrayList<>();

    /** A file that is complete and waits for its name. */
    private record Ready(Path aside, PrepareReport.Output output) {}

    /** @param tallies of all units of the plan */
    public Publication(PreparePlan plan, UnitFolder folder, UnitStore store, Map<Integer, UnitTally> tallies) {
        this.plan = plan;
        this.folder = folder;
        this.store = store;
        this.tallies = tallies;
    }

    /**
     * Publishes. Killed at any moment it can be done again; until the report is there the result is not complete.
     *
     * @throws PrepareFailure when no record of the inputs was a document
     */
    public PrepareReport publish() throws IOException {
        refuseEmpty(total(tallies));
        try (Deduplication duplicates = Deduplication.of(plan, folder, tallies)) {
            return publish(duplicates);
        }
    }

    private PrepareReport publish(Deduplication duplicates) throws IOException {
        Map<Integer, UnitTally> told = new HashMap<>();
        plan.units().forEach(unit -> told.put(unit.number(), duplicates.tally(unit)));
        Path out = plan.spec().out();
        List<InputSet> sets = plan.spec().sets();
        List<PrepareReport.SetReport> reports = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            reports.add(report(set, told));
        }
        for (int set = 0; set < sets.size(); set++) {
            documents(set, duplicates);
        }
        renumbered("quarantine.jsonl", UnitFolder.Part.QUARANTINE, Quarantine.LINE, UnitTally::lines, KEEP);
        if (plan.spec().trace()) {
            renumbered(
                    "trace.jsonl",
                    UnitFolder.Part.TRACE,
                    BatchCleaner.INDEX,
                    UnitTally::records,
                    unit -> new DuplicateTraces(duplicates, unit));
        }
        page(reports, duplicates, total(told));
        List<PrepareReport.Output> outputs = ready.stream().map(Ready::output).toList();
        ReportFile.retract(out, outputs);
        for (Ready file : ready) {
            store.publish(file.aside(), out.resolve(file.output().file()));
        }
        PrepareReport report = new PrepareReport(plan.digest(), reports, total(told), outputs, plan.notes());
        ReportFile.write(out, report, store);
        return report;
    }

    private static UnitTally total(Map<Integer, UnitTally> tallies) {
        return tallies.values().stream().map(t -> t.with(t.kept(), List.of())).reduce(UnitTally.NONE, UnitTally::plus);
    }

    private void refuseEmpty(UnitTally total) throws IOException {
        if (total.documents() > 0) {
            return;
        }
        String first = "";
        for (Unit unit : plan.units()) {
            try (BufferedReader lines = reader(unit, UnitFolder.Part.QUARANTINE)) {
                String line = lines.readLine();
                if (line != null) {
                    first = "; the first bad record: " + line;
                    break;
                }
            }
        }
        throw new PrepareFailure(
                "the " + total.records() + " records of " + plan.units().size()
                        + " units hold no document: " + total.quarantined() + " do not have the format, left out were "
                        + total.skipped() + first + "; check the format of the input");
    }

    private PrepareReport.SetReport report(int set, Map<Integer, UnitTally> told) {
        InputSet inputs = plan.spec().sets().get(set);
        List<Unit> units = units(set);
        UnitTally tally = units.stream().map(u -> told.get(u.number())).reduce(UnitTally.NONE, UnitTally::plus);
        int files = (int) units.stream().map(Unit::file).distinct().count();
        long bytes = units.stream().mapToLong(Unit::bytes).sum();
        return new PrepareReport.SetReport(inputs.name(), inputs.recipe().name(), files, bytes, tally);
    }

    private List<Unit> units(int set) {
        return plan.units().stream().filter(u -> u.file().set() == set).toList();
    }

    private void documents(int set, Deduplication duplicates) throws IOException {
        String name = plan.spec().sets().get(set).name() + ".jsonl";
        boolean all = plan.spec().sets().get(set).recipe().deduplicators().isEmpty();
        write(name, out -> {
            for (Unit unit : units(set)) {
                if (all) {
                    Files.copy(folder.part(unit.number(), UnitFolder.Part.DOCUMENTS), out);
                } else {
                    copyWithout(unit, duplicates, out);
                }
            }
        });
    }

    /** A document is a line. */
    private void copyWithout(Unit unit, Deduplication duplicates, OutputStream out) throws IOException {
        try (BufferedReader lines = reader(unit, UnitFolder.Part.DOCUMENTS)) {
            long document = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (duplicates.droppedBy(unit, document++) == null) {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private void page(List<PrepareReport.SetReport> reports, Deduplication duplicates, UnitTally total)
            throws IOException {
        List<ReportPage.Part> parts = new ArrayList<>();
        for (int set = 0; set < reports.size(); set++) {
            OperatorRecipe recipe = plan.spec().sets().get(set).recipe();
            parts.add(new ReportPage.Part(reports.get(set), recipe, evidence(set, recipe, duplicates)));
        }
        String html = ReportPage.of(parts, total);
        write("report.html", out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
    }

    private Evidence evidence(int set, OperatorRecipe recipe, Deduplication duplicates) throws IOException {
        Evidence all = Evidence.none(recipe);
        InputFile file = null;
        long before = 0;
        long keptBefore = 0;
        for (Unit unit : units(set)) {
            boolean same = unit.file().equals(file);
            before = same ? before : 0;
            keptBefore = same ? keptBefore : 0;
            file = unit.file();
            Path part = folder.part(unit.number(), UnitFolder.Part.EVIDENCE);
            Evidence own = JSON.readValue(part.toFile(), Evidence.class).moved(before);
            all = all.plus(duplicates.any(unit) ? withDuplicates(own, unit, keptBefore, duplicates) : own, recipe);
            before += tallies.get(unit.number()).records();
            keptBefore += tallies.get(unit.number()).kept();
        }
        return all;
    }

    /** Documents that are dropped at the end have no number in their file any more; they are counted among the kept. */
    private Evidence withDuplicates(Evidence own, Unit unit, long keptBefore, Deduplication duplicates)
            throws IOException {
        OperatorRecipe recipe = plan.set(unit).recipe();
        Evidence with = own;
        int first = recipe.operators().size() - recipe.deduplicators().size();
        try (BufferedReader lines = reader(unit, UnitFolder.Part.DOCUMENTS)) {
            long document = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int by = duplicates.number(unit, document);
                if (by > 0 && with.lacksExamples(first + by - 1)) {
                    with = with.withDropped(
                            first + by - 1,
                            unit.file().source() + ", kept document",
                            keptBefore + document,
                            JSON.readTree(line).path("text").asText());
                }
                document++;
            }
        }
        return with;
    }

    /** What is done to the lines of a unit, in their order. */
    private interface Change {
        /** Whether lines may differ. */
        boolean any();

        void to(ObjectNode line);
    }

    private static final Function<Unit, Change> KEEP = unit -> new Change() {
        @Override
        public boolean any() {
            return false;
        }

        @Override
        public void to(ObjectNode line) {}
    };

    /** Traces of documents that were kept until they were compared. */
    private static final class DuplicateTraces implements Change {
        private final Deduplication duplicates;
        private final Unit unit;
        private long kept;

        DuplicateTraces(Deduplication duplicates, Unit unit) {
            this.duplicates = duplicates;
            this.unit = unit;
        }

        @Override
        public boolean any() {
            return duplicates.any(unit);
        }

        @Override
        public void to(ObjectNode line) {
            if (line.path(BatchCleaner.KEPT).asBoolean()) {
                String by = duplicates.droppedBy(unit, kept++);
                if (by != null) {
                    BatchCleaner.drop(line, by);
                }
            }
        }
    }

    /** Numbers are counted within units until now; adds what the earlier units of the same file had. */
    private void renumbered(
            String name,
            UnitFolder.Part part,
            String key,
            ToLongFunction<UnitTally> counted,
            Function<Unit, Change> changes)
            throws IOException {
        write(name, out -> {
            InputFile file = null;
            long before = 0;
            for (Unit unit : plan.units()) {
                before = unit.file().equals(file) ? before : 0;
                file = unit.file();
                copyRenumbered(unit, part, key, before, changes.apply(unit), out);
                before += counted.applyAsLong(tallies.get(unit.number()));
            }
        });
    }

    private void copyRenumbered(
            Unit unit, UnitFolder.Part part, String key, long before, Change change, OutputStream out)
            throws IOException {
        if (before == 0 && !change.any()) {
            Files.copy(folder.part(unit.number(), part), out);
            return;
        }
        try (BufferedReader lines = reader(unit, part)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ObjectNode node = (ObjectNode) JSON.readTree(line);
                node.put(key, node.get(key).longValue() + before);
                change.to(node);
                out.write((node + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private BufferedReader reader(Unit unit, UnitFolder.Part part) throws IOException {
        return Files.newBufferedReader(folder.part(unit.number(), part), StandardCharsets.UTF_8);
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private void write(String name, Content content) throws IOException {
        Path aside = folder.folder().resolve(name + ".whole");
        MessageDigest sha256 = sha256();
        try (OutputStream out = new DigestOutputStream(store.create(aside), sha256)) {
            content.writeTo(out);
        }
        String digest = HexFormat.of().formatHex(sha256.digest());
        ready.add(new Ready(aside, new PrepareReport.Output(name, Files.size(aside), digest)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
