package org.steelworks.ops.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataChange;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.growth.MixtureChange;
import org.steelworks.data.pack.InvalidShard;

/** The text of {@code data.json} in a run's folder. */
final class DataRecordText {
    private static final String FORMAT = "steel-data";
    private static final int VERSION = 1;
    /** Only an entry that changes the mixture has it. */
    private static final String WEIGHTS = "weights";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private DataRecordText() {}

    static String write(DataRecord data) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("version", VERSION);
        ArrayNode first = root.putArray("first");
        for (List<ListedShard> set : data.first()) {
            shards(first.addObject().putArray("shards"), set);
        }
        ArrayNode additions = root.putArray("additions");
        for (DataChange change : data.changes()) {
            ObjectNode node = additions.addObject();
            if (change instanceof Addition addition) {
                node.put("set", addition.set());
                addition.paths().forEach(node.putArray("paths")::add);
                shards(node.putArray("shards"), addition.shards());
            } else if (change instanceof MixtureChange mixture) {
                mixture.weights().forEach(node.putArray(WEIGHTS)::add);
            }
            if (change.place() == null) {
                node.putNull("after_step");
            } else {
                node.put("after_step", change.place().step());
                node.put("generation", change.place().generation());
            }
        }
        return root.toPrettyString() + "\n";
    }

    private static void shards(ArrayNode array, List<ListedShard> shards) {
        for (ListedShard shard : shards) {
            array.addObject()
                    .put("name", shard.name())
                    .put("sha256", shard.entry().sha256())
                    .put("blocks", shard.entry().blocks());
        }
    }

    /**
     * Reads it.
     *
     * @param file for messages
     * @throws InvalidShard where the text is none, naming the place
     */
    static DataRecord read(String text, Path file) throws InvalidShard {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw damaged(
                    file,
                    "line " + e.getLocation().getLineNr() + " is not valid JSON (" + e.getOriginalMessage() + ")",
                    e);
        }
        if (!root.path("format").asText().equals(FORMAT) || root.path("version").asInt() != VERSION) {
            throw damaged(
                    file,
                    "it is '" + root.path("format").asText() + "' version "
                            + root.path("version").asText() + ", known is " + FORMAT + " version " + VERSION,
                    null);
        }
        try {
            List<List<ListedShard>> first = new ArrayList<>();
            for (JsonNode set : list(root, "first")) {
                first.add(shards(set));
            }
            List<DataChange> changes = new ArrayList<>();
            for (JsonNode change : list(root, "additions")) {
                changes.add(change.has(WEIGHTS) ? mixture(change) : addition(change));
            }
            return new DataRecord(first, changes);
        } catch (IllegalArgumentException e) {
            throw damaged(file, e.getMessage(), e);
        }
    }

    private static Addition addition(JsonNode node) {
        List<String> paths = new ArrayList<>();
        for (JsonNode path : list(node, "paths")) {
            paths.add(path.asText());
        }
        return new Addition(Math.toIntExact(number(node, "set")), paths, shards(node), place(node));
    }

    private static MixtureChange mixture(JsonNode node) {
        List<Double> weights = new ArrayList<>();
        for (JsonNode weight : list(node, WEIGHTS)) {
            if (!weight.isNumber()) {
                throw new IllegalArgumentException("'" + WEIGHTS + "' has " + weight + ", which is no number");
            }
            weights.add(weight.doubleValue());
        }
        return new MixtureChange(weights, place(node));
    }

    private static DataPlace place(JsonNode node) {
        return node.path("after_step").isNull()
                ? null
                : new DataPlace(number(node, "after_step"), number(node, "generation"));
    }

    private static List<ListedShard> shards(JsonNode of) {
        List<ListedShard> shards = new ArrayList<>();
        for (JsonNode shard : list(of, "shards")) {
            shards.add(new ListedShard(
                    shard.path("name").asText(),
                    new ShardEntry(shard.path("sha256").asText(), number(shard, "blocks"))));
        }
        return shards;
    }

    private static JsonNode list(JsonNode node, String key) {
        if (!node.path(key).isArray()) {
            throw new IllegalArgumentException("'" + key + "' is missing or no list");
        }
        return node.path(key);
    }

    private static long number(JsonNode node, String key) {
        if (!node.path(key).isIntegralNumber()) {
            throw new IllegalArgumentException("'" + key + "' is missing or no whole number");
        }
        return node.path(key).longValue();
    }

    private static InvalidShard damaged(Path file, String why, Throwable cause) {
        return new InvalidShard(
                file + ": " + why + "; it says which shards the run trains and was edited or damaged: put it back",
                cause);
    }
}
