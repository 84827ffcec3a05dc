package org.steelworks.checkpoint.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.tensor.Shape;

/**
 * The head of a safetensors file: 8 bytes little-endian length, that many bytes of JSON padded with spaces to a multiple
 * of 8, then the data without holes. Always carries the metadata {@code format: pt}, which some readers insist on.
 * Offsets are 64-bit throughout.
 */
public final class SafetensorsHeader {
    /** Largest header that readers accept, bytes. */
    public static final int MAX_JSON_BYTES = 100_000_000;

    private static final int LENGTH_BYTES = 8;
    private static final String METADATA = "__metadata__";

    /** A tensor to be written. */
    public record Declared(String name, ElementType type, Shape shape) {
        /** Size of the data. */
        public long bytes() {
            return Math.multiplyExact(shape.elements(), (long) type.bytes());
        }
    }

    /**
     * A tensor of a file.
     *
     * @param begin first byte, counted from the start of the data
     */
    public record Entry(String name, ElementType type, Shape shape, long begin) {
        /** Size of the data. */
        public long bytes() {
            return Math.multiplyExact(shape.elements(), (long) type.bytes());
        }

        long end() {
            return Math.addExact(begin, bytes());
        }
    }

    private final List<Entry> entries;
    private final Map<String, Entry> byName = new LinkedHashMap<>();
    private final Map<String, String> metadata;
    private final long dataStart;
    private final long dataBytes;

    private SafetensorsHeader(List<Entry> entries, Map<String, String> metadata, long dataStart) {
        this.entries = List.copyOf(entries);
        this.metadata = Map.copyOf(metadata);
        this.entries.forEach(entry -> byName.put(entry.name(), entry));
        this.dataBytes = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
        this.dataStart = dataStart;
    }

    /** Lays tensors out by element size, widest first so that each is aligned, then by name in code point order. */
    public static SafetensorsHeader sorted(List<Declared> tensors) {
        List<Declared> order = new ArrayList<>(tensors);
        order.sort(Comparator.<Declared>comparingInt(d -> -d.type().bytes())
                .thenComparing(Declared::name, SafetensorsHeader::byCodePoint));
        return inOrder(order);
    }

    /** Lays tensors out as given: for writers that have them in that order and stream. */
    public static SafetensorsHeader inOrder(List<Declared> tensors) {
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long at = 0;
        for (Declared tensor : tensors) {
            if (!names.add(tensor.name()) || tensor.name().equals(METADATA)) {
                throw new IllegalArgumentException("tensor name '" + tensor.name() + "' is taken");
            }
            entries.add(new Entry(tensor.name(), tensor.type(), tensor.shape(), at));
            at = Math.addExact(at, tensor.bytes());
        }
        Map<String, String> metadata = Map.of("format", "pt");
        return new SafetensorsHeader(entries, metadata, encode(entries, metadata).length);
    }

    /** Code point order, which is the order of the UTF-8 bytes. */
    public static int byCodePoint(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything before the data. */
    public byte[] toBytes() {
        return encode(entries, metadata);
    }

    /** In order of their data. */
    public List<Entry> entries() {
        return entries;
    }

    /** The tensor of that name, or null. */
    public Entry find(String name) {
        return byName.get(name);
    }

    /** The file's free-form metadata. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Where the data starts in the file, bytes. */
    public long dataStart() {
        return dataStart;
    }

    /** Size of the whole file, bytes. */
    public long fileBytes() {
        return Math.addExact(dataStart, dataBytes);
    }

    /**
     * How many bytes of JSON follow the first 8 bytes of a file; checked before anything is allocated.
     *
     * @param first8 the file's first 8 bytes
     * @param fileBytes size of the file
     * @param where the file, named in errors
     */
    public static int jsonBytes(ByteBuffer first8, long fileBytes, String where) {
        long length = first8.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > MAX_JSON_BYTES || length > fileBytes - LENGTH_BYTES) {
            throw new FormatException(
                    where + ": header length " + Long.toUnsignedString(length) + " does not fit a file of " + fileBytes
                            + " bytes: not a safetensors file, or cut short; copy it again");
        }
        return (int) length;
    }

    /**
     * Reads a header.
     *
     * @param json the bytes announced by {@link #jsonBytes}
     * @param fileBytes size of the file, which the tensors must fill exactly
     * @param where the file, named in errors
     */
    public static SafetensorsHeader parse(byte[] json, long fileBytes, String where) {
        JsonNode root;
        try {
            root = CanonicalJson.read(new String(json, StandardCharsets.UTF_8), where + ": header");
        } catch (IllegalArgumentException e) {
            throw new FormatException(e.getMessage(), e);
        }
        if (!root.isObject()) {
            throw new FormatException(where + ": header is no JSON object: not a safetensors file");
        }
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields = root.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().equals(METADATA)) {
                field.getValue()
                        .fields()
                        .forEachRemaining(
                                m -> metadata.put(m.getKey(), m.getValue().asText()));
            } else {
                entries.add(entry(field.getKey(), field.getValue(), where));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::bytes));
        long dataStart = LENGTH_BYTES + (long) json.length;
        checkCover(entries, fileBytes - dataStart, where);
        return new SafetensorsHeader(entries, metadata, dataStart);
    }

    private static Entry entry(String name, JsonNode node, String where) {
        String at = where + ": tensor " + name;
        ElementType type = ElementType.find(node.path("dtype").asText());
        if (type == null) {
            throw new FormatException(at + " has dtype " + node.path("dtype") + ", which is not read");
        }
        JsonNode offsets = node.path("data_offsets");
        if (!offsets.isArray() || offsets.size() != 2 || !node.path("shape").isArray()) {
            throw new FormatException(at + " needs shape and data_offsets of two numbers");
        }
        try {
            List<Long> extents = new ArrayList<>();
            node.get("shape").forEach(extent -> extents.add(whole(extent, at)));
            Entry entry = new Entry(name, type, new Shape(extents), whole(offsets.get(0), at));
            if (entry.end() != whole(offsets.get(1), at)) {
                throw new FormatException(at + " of shape " + entry.shape() + " and type " + type + " needs "
                        + entry.bytes() + " bytes, its data_offsets are " + offsets);
            }
            return entry;
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new FormatException(at + " has an impossible shape: " + e.getMessage(), e);
        }
    }

    private static long whole(JsonNode value, String at) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new FormatException(at + " has " + value + " where a whole number from 0 belongs");
        }
        return value.longValue();
    }

    private static void checkCover(List<Entry> entries, long dataBytes, String where) {
        long at = 0;
        for (Entry entry : entries) {
            if (entry.begin() != at) {
                throw new FormatException(where + ": tensor " + entry.name() + " begins at data byte " + entry.begin()
                        + ", expected " + at + ": tensors overlap or leave a hole");
            }
            at = entry.end();
        }
        if (at != dataBytes) {
            throw new FormatException(where + ": tensors need " + at + " bytes of data, the file has " + dataBytes
                    + ": cut short or damaged; copy it again");
        }
    }

    private static byte[] encode(List<Entry> entries, Map<String, String> metadata) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode meta = root.putObject(METADATA);
        metadata.forEach(meta::put);
        for (Entry entry : entries) {
            ObjectNode node = root.putObject(entry.name());
            node.put("dtype", entry.type().name());
            ArrayNode shape = node.putArray("shape");
            entry.shape().extents().forEach(shape::add);
            node.putArray("data_offsets").add(entry.begin()).add(entry.end());
        }
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        int padded = Math.addExact(json.length, 7) & ~7;
        if (padded > MAX_JSON_BYTES) {
            throw new IllegalArgumentException("a header of " + padded + " bytes exceeds the format's limit of "
                    + MAX_JSON_BYTES + ": write several files");
        }
        ByteBuffer head = ByteBuffer.allocate(LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(padded).put(json);
        Arrays.fill(head.array(), LENGTH_BYTES + json.length, head.capacity(), (byte) ' ');
        return head.array();
    }
}
