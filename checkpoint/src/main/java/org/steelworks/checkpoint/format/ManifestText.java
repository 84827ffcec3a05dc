package org.steelworks.checkpoint.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.recipe.ModelConfigReader;
import org.steelworks.core.tensor.Shape;

/**
 * {@code manifest.json}: one JSON object whose last key {@code checksum} is the XXH3-128 of all bytes before it, so
 * that a flipped bit anywhere in the file is seen.
 */
public final class ManifestText {
    /** Largest manifest that is read, bytes. */
    public static final long MAX_BYTES = 1L << 28;

    private static final String CLOSING = ",\n\"checksum\":\"";
    private static final int TAIL = CLOSING.length() + 32 + "\"}\n".length();

    private ManifestText() {}

    /** The file's bytes. */
    public static byte[] write(Manifest manifest) {
        String open = body(manifest);
        String checksum = Digest128.of(ByteBuffer.wrap(open.getBytes(StandardCharsets.UTF_8)))
                .hex();
        return (open + CLOSING + checksum + "\"}\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a manifest.
     *
     * @param where the file, named in errors
     * @throws FormatException where anything is damaged, missing or contradicts itself
     */
    public static Manifest parse(byte[] bytes, String where) {
        int cut = bytes.length - TAIL;
        String tail = cut < 0 ? "" : new String(bytes, cut, TAIL, StandardCharsets.UTF_8);
        if (!tail.startsWith(CLOSING) || !tail.endsWith("\"}\n")) {
            throw new FormatException(where + ": does not end in its checksum: cut short or damaged");
        }
        String said = tail.substring(CLOSING.length(), CLOSING.length() + 32);
        String found = Digest128.of(ByteBuffer.wrap(bytes, 0, cut)).hex();
        if (!found.equals(said)) {
            throw new FormatException(where + ": checksum is " + found + ", the file says " + said + ": damaged");
        }
        try {
            return manifest(CanonicalJson.read(new String(bytes, StandardCharsets.UTF_8), where), where);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(where + ": " + e.getMessage(), e);
        }
    }

    private static String body(Manifest manifest) {
        CheckpointFacts facts = manifest.facts();
        StringBuilder text = new StringBuilder(256 * manifest.buckets().size() + 4096);
        text.append("{\"format\":").append(Manifest.FORMAT);
        field(text, "recipe_digest", JsonNodeFactory.instance.textNode(facts.recipeDigest()));
        ObjectNode fingerprint = JsonNodeFactory.instance.objectNode();
        facts.fingerprint().items().forEach(fingerprint::put);
        field(text, "fingerprint", fingerprint);
        field(text, "step", JsonNodeFactory.instance.numberNode(facts.step()));
        field(text, "applied_steps", JsonNodeFactory.instance.numberNode(facts.appliedSteps()));
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        field(text, "data", data.put("ledger", facts.dataLedger()).put("next_sample", facts.nextSample()));
        field(text, "tokenizer_digest", JsonNodeFactory.instance.textNode(facts.tokenizerDigest()));
        field(text, "model", ModelConfigReader.write(facts.model()));
        rows(
                text,
                "parameters",
                manifest.parameters().stream().map(ManifestText::row).toList());
        rows(text, "buckets", manifest.buckets().stream().map(ManifestText::row).toList());
        return text.toString();
    }

    private static void field(StringBuilder text, String key, JsonNode value) {
        text.append(",\n\"").append(key).append("\":").append(value);
    }

    private static void rows(StringBuilder text, String key, List<ObjectNode> rows) {
        text.append(",\n\"").append(key).append("\":[");
        for (int i = 0; i < rows.size(); i++) {
            text.append(i == 0 ? "\n" : ",\n").append(rows.get(i));
        }
        text.append("]");
    }

    private static ObjectNode row(Manifest.ParameterEntry parameter) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("name", parameter.name());
        ArrayNode shape = row.putArray("shape");
        parameter.shape().extents().forEach(shape::add);
        return row.put("vector", parameter.vector()).put("offset", parameter.offset());
    }

    private static ObjectNode row(BucketEntry entry) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        Bucket bucket = entry.bucket();
        row.put("ordinal", bucket.ordinal()).put("vector", bucket.vector());
        row.put("offset", bucket.offset()).put("length", bucket.length());
        row.put("file", entry.file());
        ArrayNode positions = row.putArray("position");
        entry.positions().forEach(positions::add);
        ArrayNode checksums = row.putArray("xxh3");
        entry.checksums().forEach(checksum -> checksums.add(checksum.hex()));
        return row;
    }

    private static Manifest manifest(JsonNode root, String where) {
        long format = whole(root, "format");
        if (format != Manifest.FORMAT) {
            throw new IllegalArgumentException(
                    "format " + format + " is not read by this version, which knows format " + Manifest.FORMAT);
        }
        List<BucketEntry> buckets = new ArrayList<>();
        need(root, "buckets").forEach(row -> buckets.add(bucket(row)));
        List<Manifest.ParameterEntry> parameters = new ArrayList<>();
        need(root, "parameters").forEach(row -> parameters.add(parameter(row)));
        return new Manifest(facts(root, where), buckets, parameters);
    }

    private static CheckpointFacts facts(JsonNode root, String where) {
        Map<String, String> fingerprint = new TreeMap<>();
        need(root, "fingerprint")
                .fields()
                .forEachRemaining(f -> fingerprint.put(f.getKey(), f.getValue().asText()));
        JsonNode data = need(root, "data");
        JsonNode tokenizer = root.path("tokenizer_digest");
        return new CheckpointFacts(
                text(root, "recipe_digest"),
                new Fingerprint(fingerprint),
                whole(root, "step"),
                whole(root, "applied_steps"),
                text(data, "ledger"),
                whole(data, "next_sample"),
                ModelConfigReader.read(need(root, "model").toString(), where + ": model"),
                tokenizer.isTextual() ? tokenizer.asText() : null);
    }

    private static BucketEntry bucket(JsonNode row) {
        List<Long> positions = new ArrayList<>();
        JsonNode at = need(row, "position");
        for (int i = 0; i < at.size(); i++) {
            positions.add(whole(at.get(i), "position"));
        }
        List<Digest128> checksums = new ArrayList<>();
        need(row, "xxh3").forEach(hex -> checksums.add(Digest128.parse(hex.asText())));
        Bucket bucket =
                new Bucket(small(row, "ordinal"), small(row, "vector"), whole(row, "offset"), small(row, "length"));
        return new BucketEntry(bucket, text(row, "file"), positions, checksums);
    }

    private static Manifest.ParameterEntry parameter(JsonNode row) {
        List<Long> extents = new ArrayList<>();
        need(row, "shape").forEach(extent -> extents.add(extent.asLong(-1)));
        return new Manifest.ParameterEntry(
                text(row, "name"), new Shape(extents), small(row, "vector"), whole(row, "offset"));
    }

    private static JsonNode need(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("key " + key + " is missing");
        }
        return value;
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = need(node, key);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("key " + key + " is " + value + ", a text is expected");
        }
        return value.asText();
    }

    private static long whole(JsonNode node, String key) {
        JsonNode value = node.isNumber() ? node : need(node, key);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new IllegalArgumentException("key " + key + " is " + value + ", a whole number from 0 is expected");
        }
        return value.longValue();
    }

    private static int small(JsonNode node, String key) {
        return Math.toIntExact(whole(node, key));
    }
}
