package org.steelworks.checkpoint.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.steelworks.checkpoint.format.BucketEntry;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.Manifest;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.recipe.ModelConfigReader;

/** What there is to know of a checkpoint without reading its state, as JSON for people and scripts. */
public final class CheckpointSummary {
    private CheckpointSummary() {}

    /** The summary of one checkpoint. */
    public static ObjectNode of(CheckpointFolder checkpoint) {
        Manifest manifest = checkpoint.manifest();
        CheckpointFacts facts = manifest.facts();
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("folder", checkpoint.name())
                .put("format", Manifest.FORMAT)
                .put("step", facts.step())
                .put("applied_steps", facts.appliedSteps())
                .put("recipe_digest", facts.recipeDigest())
                .put("tokenizer_digest", facts.tokenizerDigest());
        ObjectNode fingerprint = summary.putObject("fingerprint");
        facts.fingerprint().items().forEach(fingerprint::put);
        summary.set("data_state", CanonicalJson.read(facts.dataState(), checkpoint.name()));
        summary.set("model", ModelConfigReader.write(facts.model()));
        summary.put(
                "parameters",
                manifest.parameters().stream()
                        .mapToLong(Manifest.ParameterEntry::length)
                        .sum());
        summary.put("tensors", manifest.parameters().size());
        summary.put("buckets", manifest.buckets().size());
        summary.put("bytes", checkpoint.bytes());
        ArrayNode files = summary.putArray("files");
        for (Map.Entry<String, List<BucketEntry>> file : manifest.files().entrySet()) {
            files.addObject()
                    .put("name", file.getKey())
                    .put("buckets", file.getValue().size());
        }
        return summary;
    }
}
