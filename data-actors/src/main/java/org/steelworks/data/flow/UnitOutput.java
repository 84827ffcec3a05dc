package org.steelworks.data.flow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitStore;
import org.steelworks.data.unit.UnitTally;

/** The files of one unit, written aside and given their names at the end. Not thread-safe. */
final class UnitOutput {
    private final UnitFolder folder;
    private final UnitStore store;
    private final int unit;
    private final UnitFolder.Part[] parts;
    private final OutputStream[] streams;
    private UnitTally tally = UnitTally.NONE;

    private UnitOutput(UnitFolder folder, UnitStore store, int unit, UnitFolder.Part[] parts) {
        this.folder = folder;
        this.store = store;
        this.unit = unit;
        this.parts = parts;
        this.streams = new OutputStream[parts.length];
    }

    static UnitOutput open(UnitFolder folder, UnitStore store, int unit, boolean trace) throws IOException {
        UnitFolder.Part[] parts = trace
                ? UnitFolder.Part.values()
                : new UnitFolder.Part[] {UnitFolder.Part.DOCUMENTS, UnitFolder.Part.QUARANTINE};
        UnitOutput output = new UnitOutput(folder, store, unit, parts);
        try {
            for (int i = 0; i < parts.length; i++) {
                output.streams[i] = store.create(folder.aside(unit, parts[i]));
            }
            return output;
        } catch (IOException e) {
            output.close();
            throw e;
        }
    }

    void append(CleanedBatch batch) throws IOException {
        for (int i = 0; i < parts.length; i++) {
            String lines =
                    switch (parts[i]) {
                        case DOCUMENTS -> batch.documents();
                        case QUARANTINE -> batch.quarantine();
                        case TRACE -> batch.trace();
                    };
            streams[i].write(lines.getBytes(StandardCharsets.UTF_8));
        }
        tally = tally.plus(batch.tally());
    }

    /** Makes the files durable under their names. */
    UnitTally publish() throws IOException {
        close();
        for (UnitFolder.Part part : parts) {
            store.publish(folder.aside(unit, part), folder.part(unit, part));
        }
        return tally;
    }

    void close() throws IOException {
        for (OutputStream stream : streams) {
            if (stream != null) {
                stream.close();
            }
        }
    }
}
