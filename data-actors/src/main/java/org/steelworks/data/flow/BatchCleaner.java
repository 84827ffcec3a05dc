package org.steelworks.data.flow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.dedup.Signatures;
import org.steelworks.data.document.Document;
import org.steelworks.data.document.Reject;
import org.steelworks.data.evidence.EvidenceCollector;
import org.steelworks.data.raw.RawLine;
import org.steelworks.data.raw.RawParser;
import org.steelworks.data.raw.RawRecord;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.raw.RecordParser;
import org.steelworks.data.text.CharBuilder;
import org.steelworks.data.unit.Quarantine;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitTally;

/** Makes documents of a batch of lines and runs the recipe on them. Safe for any thread. */
final class BatchCleaner {
    /** Key of a document's number, which is counted from the unit's beginning until units are put together. */
    static final String INDEX = "index";

    static final String KEPT = "kept";
    private static final String DROPPED_BY = "dropped_by";
    private static final String TEXT = "text";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String set;
    private final String source;
    private final RawParser parser;
    private final OperatorRecipe recipe;
    private final LongSupplier nanoClock;
    private final boolean traces;
    private final TraceHash traceHash;
    private final TraceSample sample;
    private final boolean abortsFile;

    /**
     * @param sample which documents are traced, where any are
     * @param nanoClock such as {@code System::nanoTime}
     */
    BatchCleaner(PreparePlan plan, Unit unit, TraceSample sample, LongSupplier nanoClock) {
        this.set = plan.set(unit).name();
        this.source = unit.file().source();
        this.parser =
                unit.file().format().parser(plan.spec().rules(), plan.set(unit).textField());
        this.recipe = plan.set(unit).recipe();
        this.nanoClock = nanoClock;
        this.traces = plan.spec().trace();
        this.traceHash = TraceHash.of(plan, unit);
        this.sample = sample;
        this.abortsFile = plan.spec().rules() == ReadingRules.COMPAT;
    }

    CleanedBatch clean(LineBatch batch) {
        Work work = new Work();
        for (RawLine line : batch.lines()) {
            RawRecord record = parser.parse(line);
            if (record instanceof RawRecord.Text text) {
                cleanGuarded(work, line, new Document(source, line.index(), text.text()));
            } else if (record instanceof RawRecord.NoText && recipe.operators().isEmpty()) {
                work.noText();
            } else if (record instanceof RawRecord.NoText) {
                work.skipped.merge("text is null", 1L, Long::sum);
            } else if (record instanceof RawRecord.Skipped skipped) {
                work.skipped.merge(skipped.reason(), 1L, Long::sum);
            } else if (record instanceof RawRecord.Malformed malformed) {
                work.quarantine(line, malformed.reason(), abortsFile);
                if (abortsFile) {
                    break;
                }
            }
        }
        return work.result(batch);
    }

    private void cleanGuarded(Work work, RawLine line, Document document) {
        OperatorRecipe.Outcome outcome;
        long hash = traceHash.of(document.index());
        boolean traced = traces && sample.mayTake(hash);
        try {
            outcome = work.measured.recipe().run(document, work.evidence, traced);
        } catch (RuntimeException | StackOverflowError e) {
            // One document must not end days of cleaning; it is counted, kept by its place, and shown with the cause.
            work.quarantine(line, "an operator failed on the text: " + e, false);
            return;
        }
        work.document(outcome);
        if (traced) {
            work.traces.add(new CleanedBatch.TraceLine(hash, traceLine(outcome) + "\n"));
        }
    }

    /** The growing result of one batch. */
    private final class Work {
        private final MeasuredRecipe measured = new MeasuredRecipe(recipe, nanoClock);
        private final EvidenceCollector evidence = new EvidenceCollector(recipe);
        private final CharBuilder documents = new CharBuilder(0);
        private final StringBuilder quarantine = new StringBuilder();
        private final List<CleanedBatch.TraceLine> traces = new ArrayList<>();
        private final ByteArrayOutputStream signatures = new ByteArrayOutputStream();
        private final Map<String, Long> skipped = new TreeMap<>();
        private long seen;
        private long kept;
        private long quarantined;
        private boolean aborted;

        void document(OperatorRecipe.Outcome outcome) {
            seen++;
            if (outcome instanceof OperatorRecipe.Kept stays) {
                kept++;
                DocumentText.append(documents, outcome.document().text());
                if (!stays.signatures().isEmpty()) {
                    signatures.writeBytes(Signatures.record(outcome.document().index(), stays.signatures()));
                }
            }
        }

        /** Conversion alone keeps the record without a text; operators would have nothing to look at. */
        void noText() {
            seen++;
            kept++;
            DocumentText.appendNull(documents);
        }

        void quarantine(RawLine line, String reason, boolean endsFile) {
            quarantined++;
            aborted |= endsFile;
            String told = endsFile ? reason + "; the original gives up the rest of the file" : reason;
            Reject reject = new Reject(source, line.number(), told, RecordParser.excerpt(line));
            quarantine.append(Quarantine.line(set, reject)).append('\n');
        }

        CleanedBatch result(LineBatch batch) {
            List<RawLine> lines = batch.lines();
            UnitTally tally = new UnitTally(
                    batch.linesRead(),
                    lines.size(),
                    batch.blank(),
                    seen,
                    kept,
                    quarantined,
                    skipped,
                    measured.tallies());
            return new CleanedBatch(
                    documents.toString(),
                    quarantine.toString(),
                    traces,
                    signatures.toByteArray(),
                    evidence.evidence(),
                    tally,
                    batch.bytes(),
                    aborted);
        }
    }

    /** Makes the trace of a kept document that of a dropped one. */
    static void drop(ObjectNode trace, String by) {
        trace.put(KEPT, false);
        trace.put(DROPPED_BY, by);
        trace.putNull(TEXT);
    }

    private static ObjectNode traceLine(OperatorRecipe.Outcome outcome) {
        boolean keep = outcome instanceof OperatorRecipe.Kept;
        ObjectNode node = JSON.createObjectNode();
        node.put("source", outcome.document().source());
        node.put(INDEX, outcome.document().index());
        node.put(KEPT, keep);
        node.put(DROPPED_BY, outcome instanceof OperatorRecipe.Dropped dropped ? dropped.operator() : null);
        ObjectNode stats = node.putObject("stats");
        outcome.stats().forEach(stats::put);
        outcome.labels().forEach(stats::put);
        node.put(TEXT, keep ? outcome.document().text() : null);
        return node;
    }
}
