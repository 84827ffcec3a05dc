package org.steelworks.data.flow;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steelworks.data.clean.ModelFile;
import org.steelworks.data.evidence.Evidence;
import org.steelworks.data.unit.InputSet;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitStore;
import org.steelworks.data.unit.UnitTally;

/**
 * The last step of a cleaning: finds duplicates over all units, has the result's files written, and publishes them with the
 * report last.
 */
public final class Publication {
    private final PreparePlan plan;
    private final UnitFolder folder;
    private final UnitStore store;
    private final Map<Integer, UnitTally> tallies;

    /** What {@code report.html} and {@code report.json} say of the input sets. */
    private record Page(List<PrepareReport.SetReport> reports, UnitTally total, String html) {}

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
     * @throws PrepareFailure when no record of the inputs was a document, or a model file is another than when the cleaning
     *     began
     */
    public PrepareReport publish() throws IOException {
        refuseEmpty(total(tallies));
        refuseOtherModels();
        try (Beside<List<Evidence>> evidence =
                        Beside.start("prepare-evidence", () -> SetEvidence.ofSets(plan, folder, tallies));
                Deduplication duplicates = Deduplication.of(plan, folder, tallies);
                Beside<Page> page = Beside.start("prepare-report", () -> page(evidence, duplicates))) {
            return publish(duplicates, page);
        }
    }

    private PrepareReport publish(Deduplication duplicates, Beside<Page> beside) throws IOException {
        ResultFiles files = new ResultFiles(folder.folder(), store);
        writeLines(files, new UnitLines(plan, folder, tallies, duplicates));
        Page page = beside.get();
        byte[] html = page.html.getBytes(StandardCharsets.UTF_8);
        files.write("report.html", out -> out.write(html));
        Path out = plan.spec().out();
        ReportFile.retract(out, files.outputs());
        files.publish(out);
        PrepareReport report =
                new PrepareReport(plan.digest(), page.reports, page.total, files.outputs(), plan.notes());
        ReportFile.write(out, report, store);
        return report;
    }

    private void writeLines(ResultFiles files, UnitLines lines) throws IOException {
        for (int i = 0; i < plan.spec().sets().size(); i++) {
            int set = i;
            files.write(plan.spec().sets().get(set).name() + ".jsonl", out -> lines.documents(set, out));
        }
        files.write("quarantine.jsonl", lines::quarantine);
        if (plan.spec().trace()) {
            files.write("trace.jsonl", lines::traces);
        }
    }

    private Page page(Beside<List<Evidence>> evidence, Deduplication duplicates) throws IOException {
        Map<Integer, UnitTally> told = new HashMap<>();
        plan.units().forEach(unit -> told.put(unit.number(), duplicates.tally(unit)));
        SetEvidence shown = new SetEvidence(plan, folder, tallies, duplicates);
        List<PrepareReport.SetReport> reports = new ArrayList<>();
        List<ReportPage.Part> parts = new ArrayList<>();
        for (int set = 0; set < plan.spec().sets().size(); set++) {
            PrepareReport.SetReport report = report(set, told, shown);
            reports.add(report);
            parts.add(new ReportPage.Part(
                    report, plan.spec().sets().get(set).recipe(), evidence.get().get(set)));
        }
        UnitTally total = total(told);
        return new Page(reports, total, ReportPage.of(parts, total));
    }

    private PrepareReport.SetReport report(int set, Map<Integer, UnitTally> told, SetEvidence evidence)
            throws IOException {
        InputSet inputs = plan.spec().sets().get(set);
        List<Unit> units = plan.units(set);
        UnitTally tally = units.stream().map(u -> told.get(u.number())).reduce(UnitTally.NONE, UnitTally::plus);
        int files = (int) units.stream().map(Unit::file).distinct().count();
        long bytes = units.stream().mapToLong(Unit::bytes).sum();
        return new PrepareReport.SetReport(
                inputs.name(), inputs.recipe().name(), files, bytes, tally, evidence.duplicates(set));
    }

    private static UnitTally total(Map<Integer, UnitTally> tallies) {
        return tallies.values().stream().map(t -> t.with(t.kept(), List.of())).reduce(UnitTally.NONE, UnitTally::plus);
    }

    /** Reads them once more as a whole: what file systems say of a file that another machine changed can be old. */
    private void refuseOtherModels() {
        plan.spec().sets().stream()
                .flatMap(set -> set.recipe().models().stream())
                .distinct()
                .map(ModelFile::changeOfContent)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(change -> {
                    throw new PrepareFailure(change);
                });
    }

    private void refuseEmpty(UnitTally total) throws IOException {
        if (total.documents() > 0) {
            return;
        }
        String first = "";
        for (Unit unit : plan.units()) {
            try (BufferedReader lines = Files.newBufferedReader(
                    folder.part(unit.number(), UnitFolder.Part.QUARANTINE), StandardCharsets.UTF_8)) {
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
}
