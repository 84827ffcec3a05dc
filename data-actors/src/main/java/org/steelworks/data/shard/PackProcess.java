package org.steelworks.data.shard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.data.document.Reject;
import org.steelworks.data.pack.Packer;
import org.steelworks.data.pack.RemainderRule;
import org.steelworks.data.tokens.Tokenizer;

/** Packs a list of files into one series of shards: all files by the corrected rules, one process's share by the original's. */
final class PackProcess {
    private static final long REPORT_EVERY_ROWS = 256;

    /** What is shared by the processes of one packing. */
    record Shared(PackSpec spec, OrderedEncoder encoder, Quarantine quarantine, Tally tally) {}

    private final Shared shared;
    private final Packer packer;
    private final int[] documentEnd;
    private final PackRules rules;
    private final List<String> group = new ArrayList<>();
    private String stopReason = "";

    /** @param documentEnd ids that follow each document */
    PackProcess(Shared shared, Packer packer, int[] documentEnd) {
        this.shared = shared;
        this.packer = packer;
        this.documentEnd = documentEnd;
        this.rules = shared.spec().rules();
    }

    /** Packs the files; the result is what became of the remainder. */
    RemainderRule.Decision run(List<InputFiles.Input> files, RemainderRule remainder) throws IOException {
        for (InputFiles.Input file : files) {
            if (stopped()) {
                shared.quarantine().add(new Reject(file.name(), 0, "the file was not read: " + stopReason, ""));
            } else {
                read(file);
            }
            shared.tally().fileDone(file, packer.sealed());
        }
        shared.encoder().flush(this::append);
        RemainderRule.Decision decision = packer.finish(remainder, stopped());
        shared.tally().processDone(packer.sealed());
        return decision;
    }

    private boolean stopped() {
        return !stopReason.isEmpty();
    }

    private void read(InputFiles.Input file) throws IOException {
        CountingInput counted = file.openRaw();
        try (LineReader lines = new LineReader(file.open(counted))) {
            for (LineReader.Line line = lines.next(); line != null && !stopped(); line = lines.next()) {
                row(file, line);
                if (line.number() % REPORT_EVERY_ROWS == 0) {
                    shared.tally().report(file, counted.count(), packer.sealed());
                }
            }
        } catch (IOException e) {
            throw new IOException(
                    file.path() + ": cannot be read (" + e.getMessage() + "); repair or remove it, then pack again", e);
        }
        if (!stopped()) {
            release(file, 0);
        }
    }

    private void row(InputFiles.Input file, LineReader.Line line) {
        boolean original = rules instanceof PackRules.Original;
        if (!original && line.isBlank()) {
            shared.tally().blankLine();
            return;
        }
        FieldRule.Row row =
                line.isReadable() ? rules.fields().read(line.text()) : new FieldRule.Unusable(line.problem(), true);
        if (row instanceof FieldRule.Unusable unusable) {
            unusable(file, line, unusable);
            return;
        }
        String text = ((FieldRule.Text) row).text();
        if (original) {
            group.add(text);
            // The original counts the rows of a file that it accepted, so a group never spans files.
            if (group.size() == ((PackRules.Original) rules).groupRows()) {
                release(file, line.number());
            }
        } else if (Tokenizer.unpairedSurrogate(text) >= 0) {
            unusable(file, line, new FieldRule.Unusable("the text holds half of a surrogate pair", true));
        } else {
            shared.encoder().add(text, this::append);
        }
    }

    private void unusable(InputFiles.Input file, LineReader.Line line, FieldRule.Unusable row) {
        shared.quarantine().add(new Reject(file.name(), line.number(), row.reason(), line.text()));
        if (row.stops() && rules instanceof PackRules.Original) {
            stop(file, line.number(), row.reason());
        }
    }

    /** Encodes the rows held back; by the original's rules one that cannot be encoded stops the process. */
    private void release(InputFiles.Input file, long line) {
        for (String text : group) {
            if (Tokenizer.unpairedSurrogate(text) >= 0) {
                stop(file, line, "a text of the group holds half of a surrogate pair");
                return;
            }
        }
        for (String text : group) {
            shared.encoder().add(text + PackRules.Original.DOCUMENT_END, this::append);
        }
        group.clear();
    }

    private void stop(InputFiles.Input file, long line, String reason) {
        stopReason = "the process stopped at " + file.name() + ", line " + line + " (" + reason + ")";
        shared.quarantine()
                .add(new Reject(
                        file.name(),
                        line,
                        "by the original's rules " + stopReason + ": " + group.size()
                                + " accepted rows before it and all rows after it were not packed",
                        ""));
        group.clear();
    }

    private void append(int[] ids) {
        packer.append(ids);
        packer.append(documentEnd);
        shared.tally().document(ids.length + documentEnd.length);
    }
}
