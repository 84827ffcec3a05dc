package org.steelworks.checkpoint.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.tensor.Shape;

/**
 * The table of contents of a published checkpoint. Its constructor checks that buckets and parameters cover the same
 * flat vectors exactly once.
 *
 * @param facts what the checkpoint says of itself
 * @param buckets all buckets by ordinal
 * @param parameters all parameters in order of vector and offset
 */
public record Manifest(CheckpointFacts facts, List<BucketEntry> buckets, List<ParameterEntry> parameters) {
    /** Version of the format that this code writes and reads. */
    public static final int FORMAT = 1;

    /** Name of the file; it is written last. */
    public static final String FILE = "manifest.json";

    /** A parameter's place: first element in its flat vector. */
    public record ParameterEntry(String name, Shape shape, int vector, long offset) {
        /** Elements of the tensor. */
        public long length() {
            return shape.elements();
        }
    }

    public Manifest {
        buckets = List.copyOf(buckets);
        parameters = List.copyOf(parameters);
        List<Long> byBuckets = vectorLengths(buckets);
        List<Long> byParameters = coveredLengths(parameters);
        if (!byBuckets.equals(byParameters)) {
            throw new IllegalArgumentException(
                    "buckets cover vectors of lengths " + byBuckets + ", parameters of " + byParameters);
        }
    }

    /** The manifest of a model's state; {@code buckets} must be the plan's, in order. */
    public static Manifest of(CheckpointFacts facts, List<BucketEntry> buckets) {
        ParameterTable table = ParameterTable.of(facts.model());
        if (!buckets.stream()
                .map(BucketEntry::bucket)
                .toList()
                .equals(BucketPlan.of(table).buckets())) {
            throw new IllegalArgumentException("the buckets are not the bucket plan of this model");
        }
        List<ParameterEntry> parameters = new ArrayList<>();
        for (Parameter parameter : table.parameters()) {
            parameters.add(
                    new ParameterEntry(parameter.name(), parameter.shape(), parameter.vector(), parameter.offset()));
        }
        return new Manifest(facts, buckets, parameters);
    }

    /** Buckets by file, in the order in which each file holds them. */
    public Map<String, List<BucketEntry>> files() {
        Map<String, List<BucketEntry>> files = new LinkedHashMap<>();
        buckets.forEach(entry ->
                files.computeIfAbsent(entry.file(), name -> new ArrayList<>()).add(entry));
        files.values()
                .forEach(entries -> entries.sort(Comparator.comparingLong(entry -> entry.position(StatePart.WEIGHTS))));
        return files;
    }

    /** Buckets of one vector, in order. */
    public List<BucketEntry> ofVector(int vector) {
        return buckets.stream()
                .filter(entry -> entry.bucket().vector() == vector)
                .toList();
    }

    /** The parameter of that name, or null. */
    public ParameterEntry parameter(String name) {
        return parameters.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static List<Long> vectorLengths(List<BucketEntry> buckets) {
        List<Long> lengths = new ArrayList<>();
        for (int ordinal = 0; ordinal < buckets.size(); ordinal++) {
            Bucket bucket = buckets.get(ordinal).bucket();
            if (bucket.ordinal() != ordinal) {
                throw new IllegalArgumentException("bucket " + bucket.ordinal() + " stands at place " + ordinal);
            }
            if (bucket.length() < 1 || bucket.length() > BucketPlan.MAX_ELEMENTS) {
                throw new IllegalArgumentException("bucket " + ordinal + " has " + bucket.length()
                        + " elements, must have 1.." + BucketPlan.MAX_ELEMENTS);
            }
            extend(lengths, bucket.vector(), bucket.offset(), bucket.length(), "bucket " + ordinal);
        }
        return lengths;
    }

    private static List<Long> coveredLengths(List<ParameterEntry> parameters) {
        List<Long> lengths = new ArrayList<>();
        Map<String, ParameterEntry> names = new LinkedHashMap<>();
        for (ParameterEntry parameter : parameters) {
            if (names.put(parameter.name(), parameter) != null) {
                throw new IllegalArgumentException("parameter " + parameter.name() + " is listed twice");
            }
            extend(lengths, parameter.vector(), parameter.offset(), parameter.length(), parameter.name());
        }
        return lengths;
    }

    private static void extend(List<Long> lengths, int vector, long offset, long length, String what) {
        boolean sameVector = !lengths.isEmpty() && vector == lengths.size() - 1;
        long expected = sameVector ? lengths.get(vector) : 0;
        if (!sameVector && vector != lengths.size() || offset != expected) {
            throw new IllegalArgumentException(what + " starts at element " + offset + " of vector " + vector
                    + ", expected element " + expected + " of vector " + (sameVector ? vector : lengths.size()));
        }
        if (sameVector) {
            lengths.set(vector, Math.addExact(expected, length));
        } else {
            lengths.add(length);
        }
    }
}
