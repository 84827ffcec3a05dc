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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
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
        Path out = plan.spec().out();
        List<InputSet> sets = plan.spec().sets();
        List<PrepareReport.SetReport> reports = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            reports.add(report(set));
        }
        UnitTally total =
                tallies.values().stream().map(Publication::withoutOperators).reduce(UnitTally.NONE, UnitTally::plus);
        refuseEmpty(total);
        for (int set = 0; set < sets.size(); set++) {
            documents(set);
        }
        renumbered("quarantine.jsonl", UnitFolder.Part.QUARANTINE, Quarantine.LINE, UnitTally::lines);
        if (plan.spec().trace()) {
            renumbered("trace.jsonl", UnitFolder.Part.TRACE, BatchCleaner.INDEX, UnitTally::records);
        }
        List<PrepareReport.Output> outputs = ready.stream().map(Ready::output).toList();
        ReportFile.retract(out, outputs);
        for (Ready file : ready) {
            store.publish(file.aside(), out.resolve(file.output().file()));
        }
        PrepareReport report = new PrepareReport(plan.digest(), reports, total, outputs, plan.notes());
        ReportFile.write(out, report, store);
        return report;
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

    private PrepareReport.SetReport report(int set) {
        InputSet inputs = plan.spec().sets().get(set);
        List<Unit> units = units(set);
        UnitTally tally = units.stream().map(u -> tallies.get(u.number())).reduce(UnitTally.NONE, UnitTally::plus);
        int files = (int) units.stream().map(Unit::file).distinct().count();
        long bytes = units.stream().mapToLong(Unit::bytes).sum();
        return new PrepareReport.SetReport(inputs.name(), inputs.recipe().name(), files, bytes, tally);
    }

    private static UnitTally withoutOperators(UnitTally t) {
        return new UnitTally(
                t.lines(), t.records(), t.blank(), t.documents(), t.kept(), t.quarantined(), t.skipped(), List.of());
    }

    private List<Unit> units(int set) {
        return plan.units().stream().filter(u -> u.file().set() == set).toList();
    }

    private void documents(int set) throws IOException {
        String name = plan.spec().sets().get(set).name() + ".jsonl";
        write(name, out -> {
            for (Unit unit : units(set)) {
                Files.copy(folder.part(unit.number(), UnitFolder.Part.DOCUMENTS), out);
            }
        });
    }

    /** Numbers are counted within units until now; adds what the earlier units of the same file had. */
    private void renumbered(String name, UnitFolder.Part part, String key, ToLongFunction<UnitTally> counted)
            throws IOException {
        write(name, out -> {
            InputFile file = null;
            long before = 0;
            for (Unit unit : plan.units()) {
                before = unit.file().equals(file) ? before : 0;
                file = unit.file();
                copyRenumbered(unit, part, key, before, out);
                before += counted.applyAsLong(tallies.get(unit.number()));
            }
        });
    }

    private void copyRenumbered(Unit unit, UnitFolder.Part part, String key, long before, OutputStream out)
            throws IOException {
        if (before == 0) {
            Files.copy(folder.part(unit.number(), part), out);
            return;
        }
        try (BufferedReader lines = reader(unit, part)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ObjectNode node = (ObjectNode) JSON.readTree(line);
                node.put(key, node.get(key).longValue() + before);
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
