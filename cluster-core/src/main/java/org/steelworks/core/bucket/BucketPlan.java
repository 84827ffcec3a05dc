package org.steelworks.core.bucket;

import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.model.FlatVector;
import org.steelworks.core.model.ParameterTable;

/** Cuts a model's flat vectors into buckets. A function of the model alone: never of workers or replicas. */
public final class BucketPlan {
    /** Largest bucket, elements. */
    public static final int MAX_ELEMENTS = 1 << 20;

    private final List<Bucket> buckets;
    private final int vectors;

    private BucketPlan(List<Bucket> buckets, int vectors) {
        this.buckets = List.copyOf(buckets);
        this.vectors = vectors;
    }

    public static BucketPlan of(ParameterTable table) {
        List<Bucket> buckets = new ArrayList<>();
        for (FlatVector vector : table.vectors()) {
            for (long offset = 0; offset < vector.length(); offset += MAX_ELEMENTS) {
                int length = (int) Math.min(MAX_ELEMENTS, vector.length() - offset);
                buckets.add(new Bucket(buckets.size(), vector.ordinal(), offset, length));
            }
        }
        return new BucketPlan(buckets, table.vectors().size());
    }

    /** In order of vector and offset. */
    public List<Bucket> buckets() {
        return buckets;
    }

    public int size() {
        return buckets.size();
    }

    public Bucket bucket(int ordinal) {
        return buckets.get(ordinal);
    }

    /** Buckets of each section of the plan's model, in order. */
    public List<List<Bucket>> bySection(ParameterTable table) {
        List<List<Bucket>> sections = new ArrayList<>();
        for (int section = 0; section < table.sections(); section++) {
            sections.add(new ArrayList<>());
        }
        for (Bucket bucket : buckets) {
            sections.get(table.vectors().get(bucket.vector()).section()).add(bucket);
        }
        return sections;
    }

    /** Buckets of one flat vector, in order. */
    public List<Bucket> ofVector(int vector) {
        if (vector < 0 || vector >= vectors) {
            throw new IllegalArgumentException("vector " + vector + " is not one of 0.." + (vectors - 1));
        }
        return buckets.stream().filter(b -> b.vector() == vector).toList();
    }
}
