package org.steelworks.core.protocol;

import org.steelworks.core.id.RunId;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;

/**
 * What a worker must know of a run before it can take part.
 *
 * @param run the run
 * @param model architecture
 * @param train how it trains
 * @param sequenceLength tokens a sequence feeds to the model; blocks are one longer
 * @param init Hugging Face folder of the initial weights, or empty for the seed's initialisation
 * @param checkpoints folder of the run's checkpoints
 * @param checkpointEvery steps between checkpoints
 * @param validationBatches micro-batches of a validation; 0 where the run validates nothing
 */
public record RunSetup(
        RunId run,
        ModelSpec model,
        TrainSpec train,
        int sequenceLength,
        String init,
        String checkpoints,
        long checkpointEvery,
        int validationBatches)
        implements WireMessage {}
