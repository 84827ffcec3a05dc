package org.steelworks.checkpoint.huggingface;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.steelworks.checkpoint.catalog.CheckpointFolder;
import org.steelworks.checkpoint.catalog.StateReader;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.Manifest;
import org.steelworks.checkpoint.format.StatePart;
import org.steelworks.core.model.Parameter;

/** The weights of a checkpoint. Verify the checkpoint first. */
public final class CheckpointWeights implements WeightSource, Closeable {
    private final CheckpointFolder checkpoint;
    private final StateReader reader;

    /** The weights of one checkpoint. */
    public CheckpointWeights(CheckpointFolder checkpoint) {
        this.checkpoint = checkpoint;
        this.reader = new StateReader(checkpoint);
    }

    @Override
    public void read(Parameter parameter, long first, ByteBuffer out) throws IOException {
        Manifest.ParameterEntry entry = checkpoint.manifest().parameter(parameter.name());
        if (entry == null || !entry.shape().equals(parameter.shape())) {
            throw new FormatException(checkpoint.name() + ": parameter " + parameter.name() + " of shape "
                    + parameter.shape() + " is not in the manifest");
        }
        reader.read(entry, StatePart.WEIGHTS, first, out);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
