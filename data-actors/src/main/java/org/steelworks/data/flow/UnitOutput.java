package org.steelworks.data.flow;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.steelworks.data.clean.Operator;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.evidence.Evidence;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitStore;
import org.steelworks.data.unit.UnitTally;

/** The files of one unit, written aside and given their names at the end. Not thread-safe. */
final class UnitOutput {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};

    private final UnitFolder folder;
    private final UnitStore store;
    private final int unit;
    private final String attempt;
    private final UnitFolder.Part[] parts;
    private final OutputStream[] streams;
    private final OperatorRecipe recipe;
    private final TraceSample sample;
    private Evidence evidence;
    private UnitTally tally;

    private UnitOutput(
            UnitFolder folder,
            UnitStore store,
            int unit,
            String attempt,
            OperatorRecipe recipe,
            TraceSample sample,
            UnitFolder.Part[] parts) {
        this.folder = folder;
        this.store = store;
        this.unit = unit;
        this.attempt = attempt;
        this.recipe = recipe;
        this.sample = sample;
        this.evidence = Evidence.none(recipe);
        this.tally =
                UnitTally.none(recipe.operators().stream().map(Operator::name).toList());
        this.parts = parts;
        this.streams = new OutputStream[parts.length];
    }

    /**
     * @param attempt names the files until they are complete; no other attempt at the unit has the same
     * @param recipe what the unit's documents go through
     * @param traces whether traces are written
     * @param sample of which documents
     */
    static UnitOutput open(
            UnitFolder folder,
            UnitStore store,
            int unit,
            String attempt,
            OperatorRecipe recipe,
            boolean traces,
            TraceSample sample)
            throws IOException {
        boolean signatures = !recipe.deduplicators().isEmpty();
        UnitFolder.Part[] parts = Stream.of(UnitFolder.Part.values())
                .filter(part -> traces || part != UnitFolder.Part.TRACE)
                .filter(part -> signatures || part != UnitFolder.Part.SIGNATURES)
                .toArray(UnitFolder.Part[]::new);
        UnitOutput output = new UnitOutput(folder, store, unit, attempt, recipe, sample, parts);
        try {
            for (int i = 0; i < parts.length; i++) {
                output.streams[i] = store.create(folder.aside(unit, parts[i], attempt));
            }
            return output;
        } catch (IOException e) {
            output.close();
            throw e;
        }
    }

    void append(CleanedBatch batch) throws IOException {
        for (int i = 0; i < parts.length; i++) {
            streams[i].write(
                    switch (parts[i]) {
                        case DOCUMENTS -> bytes(batch.documents());
                        case QUARANTINE -> bytes(batch.quarantine());
                        case TRACE -> bytes(traced(batch.traces()));
                        case SIGNATURES -> batch.signatures();
                        case EVIDENCE -> NOTHING;
                    });
        }
        evidence = evidence.plus(batch.evidence(), recipe);
        tally = tally.plus(batch.tally());
    }

    private String traced(List<CleanedBatch.TraceLine> lines) {
        StringBuilder traced = new StringBuilder();
        for (CleanedBatch.TraceLine line : lines) {
            if (sample.take(line.hash())) {
                traced.append(line.line());
            }
        }
        return traced.toString();
    }

    private static byte[] bytes(String lines) {
        return lines.getBytes(StandardCharsets.UTF_8);
    }

    /** Makes the files durable under their names. */
    UnitTally publish() throws IOException {
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] == UnitFolder.Part.EVIDENCE) {
                streams[i].write(JSON.writeValueAsBytes(evidence));
            }
        }
        close();
        for (UnitFolder.Part part : parts) {
            store.publish(folder.aside(unit, part, attempt), folder.part(unit, part));
        }
        return tally;
    }

    /** Closes and removes the files of an attempt that failed. */
    void discard() throws IOException {
        close();
        for (UnitFolder.Part part : parts) {
            Files.deleteIfExists(folder.aside(unit, part, attempt));
        }
    }

    private void close() throws IOException {
        for (OutputStream stream : streams) {
            if (stream != null) {
                stream.close();
            }
        }
    }
}
