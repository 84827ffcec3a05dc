package org.steelworks.core.tensor;

import java.util.List;

/** Extents of a tensor, slowest first. */
public record Shape(List<Long> extents) {
    public Shape {
        extents = List.copyOf(extents);
        for (long extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException("shape " + extents + " has a negative extent");
            }
        }
    }

    public static Shape of(long... extents) {
        return new Shape(java.util.Arrays.stream(extents).boxed().toList());
    }

    /** Product of the extents; 1 for a scalar. */
    public long elements() {
        long product = 1;
        for (long extent : extents) {
            product = Math.multiplyExact(product, extent);
        }
        return product;
    }

    public int rank() {
        return extents.size();
    }

    public long extent(int axis) {
        return extents.get(axis);
    }

    @Override
    public String toString() {
        return extents.toString();
    }
}
