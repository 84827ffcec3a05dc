package org.steelworks.data.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.pack.TokenType;

/**
 * What {@code index.json} of a folder of shards says.
 *
 * @param blockLength tokens of a block
 * @param tokenizerDigest of the tokenizer that made the ids
 * @param vocabularySize of that tokenizer
 * @param padId fills up the last block
 * @param eosId ends a document
 * @param documents in all shards
 * @param shards in order
 */
public record ShardIndex(
        int blockLength,
        String tokenizerDigest,
        int vocabularySize,
        int padId,
        int eosId,
        long documents,
        List<Shard> shards) {
    /** Name of the file. */
    public static final String FILE = "index.json";

    private static final String FORMAT = "steel-shards";
    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * One shard.
     *
     * @param file its name in the folder
     * @param sha256 of the whole file
     * @param header of the file
     * @param blocks that the file holds, those of padding included
     * @param tokens before the padding
     */
    public record Shard(String file, String sha256, ShardHeader header, long blocks, long tokens) {}

    public ShardIndex {
        shards = List.copyOf(shards);
    }

    /** Tokens of all shards, padding not counted. */
    public long tokens() {
        return shards.stream().mapToLong(Shard::tokens).sum();
    }

    /** Blocks of all shards, those of padding included. */
    public long blocks() {
        return shards.stream().mapToLong(Shard::blocks).sum();
    }

    /** The index as JSON text. */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("version", VERSION);
        root.put("block_length", blockLength);
        root.put("tokenizer_digest", tokenizerDigest);
        root.put("vocabulary_size", vocabularySize);
        root.put("pad_id", padId).put("eos_id", eosId);
        root.put("documents", documents).put("tokens", tokens()).put("blocks", blocks());
        var list = root.putArray("shards");
        for (Shard shard : shards) {
            ObjectNode node = list.addObject();
            node.put("file", shard.file()).put("sha256", shard.sha256());
            node.put("blocks", shard.blocks()).put("tokens", shard.tokens());
            node.putObject("header")
                    .put("version", 1)
                    .put("type", shard.header().type().name().toLowerCase(Locale.ROOT))
                    .put("elements", shard.header().elements());
        }
        return root.toPrettyString() + "\n";
    }

    /**
     * Reads the index of a folder.
     *
     * @throws InvalidShard when the file is no such index
     */
    public static ShardIndex read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        JsonNode root;
        try {
            root = JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new InvalidShard(
                    file + ", line " + e.getLocation().getLineNr() + ": not valid JSON (" + e.getOriginalMessage()
                            + "); pack the text again, or delete the file to read the shards without it",
                    e);
        }
        Fields fields = new Fields(file, root);
        if (!fields.text("format").equals(FORMAT) || fields.number("version") != VERSION) {
            throw new InvalidShard(file + ": is '" + fields.text("format") + "' version " + fields.number("version")
                    + ", known is " + FORMAT + " version " + VERSION + "; pack the text again");
        }
        List<Shard> shards = new ArrayList<>();
        for (JsonNode node : root.path("shards")) {
            shards.add(shard(file, node));
        }
        return new ShardIndex(
                Math.toIntExact(fields.number("block_length")),
                fields.text("tokenizer_digest"),
                Math.toIntExact(fields.number("vocabulary_size")),
                Math.toIntExact(fields.number("pad_id")),
                Math.toIntExact(fields.number("eos_id")),
                fields.number("documents"),
                shards);
    }

    private static Shard shard(Path file, JsonNode node) throws InvalidShard {
        Fields fields = new Fields(file, node);
        Fields header = new Fields(file, node.path("header"));
        String type = header.text("type");
        TokenType known = Arrays.stream(TokenType.values())
                .filter(t -> t.name().toLowerCase(Locale.ROOT).equals(type))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidShard(file + ": shards[].header.type '" + type + "' is unknown; pack again"));
        return new Shard(
                fields.text("file"),
                fields.text("sha256"),
                new ShardHeader(known, header.number("elements")),
                fields.number("blocks"),
                fields.number("tokens"));
    }

    /** Reads fields that must be there. */
    private record Fields(Path file, JsonNode node) {
        String text(String key) throws InvalidShard {
            if (!node.path(key).isTextual()) {
                throw missing(key, "a text");
            }
            return node.path(key).textValue();
        }

        long number(String key) throws InvalidShard {
            if (!node.path(key).isIntegralNumber()) {
                throw missing(key, "a whole number");
            }
            return node.path(key).longValue();
        }

        private InvalidShard missing(String key, String what) {
            return new InvalidShard(file + ": '" + key + "' is missing or not " + what
                    + "; pack the text again, or delete the file to read the shards without it");
        }
    }
}
