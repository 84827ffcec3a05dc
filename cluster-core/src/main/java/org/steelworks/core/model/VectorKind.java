package org.steelworks.core.model;

/** The two flat vectors of a section: what mixed precision computes in bf16, and what it leaves in fp32. */
public enum VectorKind {
    /** Weights and biases of matrix products. */
    MATMUL,
    /** Gains, embedding rows, phi, scale: whatever autocast leaves in fp32. */
    FP32
}
