package org.steelworks.data.flow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import org.steelworks.data.dedup.Signatures;
import org.steelworks.data.unit.Quarantine;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitTally;

/**
 * Puts the lines of units together, in the order of the plan: without the documents that deduplicators drop, with numbers
 * counted in the whole file, and of the traces those that are wanted. Not thread-safe.
 */
final class UnitLines {
    private static final int COPY_BYTES = 1 << 16;

    private final PreparePlan plan;
    private final UnitFolder folder;
    private final Map<Integer, UnitTally> tallies;
    private final Deduplication duplicates;

    UnitLines(PreparePlan plan, UnitFolder folder, Map<Integer, UnitTally> tallies, Deduplication duplicates) {
        this.plan = plan;
        this.folder = folder;
        this.tallies = tallies;
        this.duplicates = duplicates;
    }

    /** The documents of an input set. */
    void documents(int set, OutputStream out) throws IOException {
        for (Unit unit : plan.units(set)) {
            if (duplicates.any(unit)) {
                copyWithout(unit, out);
            } else {
                Files.copy(folder.part(unit.number(), UnitFolder.Part.DOCUMENTS), out);
            }
        }
    }

    /** A document is a line; those that stay and follow one another are copied at once. */
    private void copyWithout(Unit unit, OutputStream out) throws IOException {
        byte[] bytes = new byte[COPY_BYTES];
        try (InputStream in = Files.newInputStream(folder.part(unit.number(), UnitFolder.Part.DOCUMENTS))) {
            long document = 0;
            boolean lineBegins = true;
            boolean stays = false;
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                int from = 0;
                for (int i = 0; i < read; i++) {
                    if (lineBegins) {
                        boolean next = duplicates.number(unit, document++) == 0;
                        if (stays && !next) {
                            out.write(bytes, from, i - from);
                        }
                        from = stays && next ? from : i;
                        stays = next;
                    }
                    lineBegins = bytes[i] == '\n';
                }
                if (stays) {
                    out.write(bytes, from, read - from);
                }
            }
        }
    }

    /** The records that are no documents. */
    void quarantine(OutputStream out) throws IOException {
        UnitStarts starts = UnitStarts.of(plan, tallies, UnitTally::lines);
        for (Unit unit : plan.units()) {
            long before = starts.of(unit);
            if (before == 0) {
                Files.copy(folder.part(unit.number(), UnitFolder.Part.QUARANTINE), out);
                continue;
            }
            try (BufferedReader lines = reader(unit, UnitFolder.Part.QUARANTINE)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    write(moved(LineJson.read(line), Quarantine.LINE, before), out);
                }
            }
        }
    }

    /** The traces of all documents, or of the sample. */
    void traces(OutputStream out) throws IOException {
        UnitStarts starts = UnitStarts.of(plan, tallies, UnitTally::records);
        boolean all = plan.spec().tracesAll();
        TraceSample sample = all ? null : sample();
        for (Unit unit : plan.units()) {
            if (all && starts.of(unit) == 0 && !duplicates.any(unit)) {
                Files.copy(folder.part(unit.number(), UnitFolder.Part.TRACE), out);
            } else {
                traces(unit, starts.of(unit), sample, out);
            }
        }
    }

    /** Every unit has left the least hashes among its own; here are the least of all. */
    private TraceSample sample() throws IOException {
        TraceSample sample = new TraceSample(plan.spec().traceDocuments());
        for (Unit unit : plan.units()) {
            TraceHash hash = TraceHash.of(plan, unit);
            try (BufferedReader lines = reader(unit, UnitFolder.Part.TRACE)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    sample.take(hash.of(index(LineJson.read(line))));
                }
            }
        }
        return sample;
    }

    private void traces(Unit unit, long before, TraceSample sample, OutputStream out) throws IOException {
        TraceHash hash = TraceHash.of(plan, unit);
        try (BufferedReader lines = reader(unit, UnitFolder.Part.TRACE);
                DuplicateTraces dropped = duplicates.any(unit) ? new DuplicateTraces(unit) : null) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ObjectNode trace = LineJson.read(line);
                if (sample == null || sample.mayTake(hash.of(index(trace)))) {
                    if (dropped != null) {
                        dropped.apply(trace);
                    }
                    write(moved(trace, BatchCleaner.INDEX, before), out);
                }
            }
        }
    }

    private static long index(ObjectNode trace) {
        return trace.get(BatchCleaner.INDEX).longValue();
    }

    private static String moved(ObjectNode line, String key, long by) {
        line.put(key, line.get(key).longValue() + by);
        return line.toString();
    }

    private static void write(String line, OutputStream out) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private BufferedReader reader(Unit unit, UnitFolder.Part part) throws IOException {
        return Files.newBufferedReader(folder.part(unit.number(), part), StandardCharsets.UTF_8);
    }

    /** Traces of documents that were kept until they were compared; they come in the order of their numbers. */
    private final class DuplicateTraces implements AutoCloseable {
        private final Unit unit;
        private final Signatures.Reader kept;
        private long document = -1;
        private long index = -1;

        DuplicateTraces(Unit unit) throws IOException {
            this.unit = unit;
            kept = duplicates.signatures(unit);
        }

        void apply(ObjectNode trace) throws IOException {
            if (!trace.path(BatchCleaner.KEPT).asBoolean()) {
                return;
            }
            while (index < index(trace)) {
                index = kept.nextIndex();
                document++;
            }
            String by = duplicates.droppedBy(unit, document);
            if (by != null) {
                BatchCleaner.drop(trace, by);
            }
        }

        @Override
        public void close() throws IOException {
            kept.close();
        }
    }
}
