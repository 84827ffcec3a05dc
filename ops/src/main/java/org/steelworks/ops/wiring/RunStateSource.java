package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.steelworks.checkpoint.bucket.BucketGroupReader;
import org.steelworks.checkpoint.catalog.CheckpointFolder;
import org.steelworks.checkpoint.format.StatePart;
import org.steelworks.checkpoint.huggingface.ModelImport;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.generation.Base;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.model.ParameterInit;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.gpu.state.StateSource;

/** State of a run's beginning, or of one of its checkpoints, bucket by bucket. */
final class RunStateSource implements StateSource {
    private final RunSetup setup;
    private final ParameterTable table;
    private String opened = "";
    private BucketGroupReader checkpoint;
    private ModelImport init;

    RunStateSource(RunSetup setup) {
        this.setup = setup;
        this.table = ParameterTable.of(setup.model());
    }

    @Override
    public void read(Base base, Bucket bucket, ByteBuffer weights, ByteBuffer moment, ByteBuffer square)
            throws IOException {
        switch (base.source()) {
            case CHECKPOINT -> readCheckpoint(base.checkpoint(), bucket, weights, moment, square);
            case INITIAL -> readInitial(bucket, weights, moment, square);
            case MEMBERS -> throw new IOException("bucket " + bucket.ordinal() + " has no source but the members");
        }
    }

    private void readCheckpoint(String folder, Bucket bucket, ByteBuffer weights, ByteBuffer moment, ByteBuffer square)
            throws IOException {
        if (!opened.equals(folder)) {
            closeCheckpoint();
            DirectoryStore store = new DirectoryStore(Path.of(setup.checkpoints()));
            checkpoint = CheckpointFolder.open(store, folder).reader();
            opened = folder;
        }
        if (moment == null) {
            checkpoint.read(bucket.ordinal(), StatePart.WEIGHTS, weights);
        } else {
            checkpoint.read(bucket.ordinal(), weights, moment, square);
        }
    }

    private void closeCheckpoint() throws IOException {
        if (checkpoint != null) {
            checkpoint.close();
            checkpoint = null;
            opened = "";
        }
    }

    private void readInitial(Bucket bucket, ByteBuffer weights, ByteBuffer moment, ByteBuffer square)
            throws IOException {
        if (!setup.init().isEmpty() && init == null) {
            init = ModelImport.open(Path.of(setup.init()), setup.model());
        }
        for (Parameter parameter : table.parameters()) {
            if (parameter.vector() == bucket.vector()) {
                fill(parameter, bucket, weights);
            }
        }
        if (moment != null) {
            zero(moment);
            zero(square);
        }
    }

    private void fill(Parameter parameter, Bucket bucket, ByteBuffer weights) throws IOException {
        long from = Math.max(parameter.offset(), bucket.offset());
        long to = Math.min(parameter.offset() + parameter.length(), bucket.offset() + bucket.length());
        if (from >= to) {
            return;
        }
        int at = Math.toIntExact((from - bucket.offset()) * Float.BYTES);
        int bytes = Math.toIntExact((to - from) * Float.BYTES);
        ByteBuffer range = weights.slice(at, bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (init != null) {
            init.read(parameter, from - parameter.offset(), range);
        } else {
            ParameterInit.fill(parameter, setup.train().seed(), from - parameter.offset(), range.asFloatBuffer());
        }
    }

    private static void zero(ByteBuffer bytes) {
        for (int i = 0; i < bytes.limit(); i++) {
            bytes.put(i, (byte) 0);
        }
    }
}
