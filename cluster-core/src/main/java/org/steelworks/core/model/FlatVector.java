package org.steelworks.core.model;

/**
 * One flat parameter vector: all parameters of one kind of one section, one after another.
 *
 * @param ordinal position in {@link ParameterTable#vectors()}
 * @param section 0 is the embedding, 1..L the decoder layers, L+1 the head
 * @param kind which of the section's two vectors
 * @param length elements
 */
public record FlatVector(int ordinal, int section, VectorKind kind, long length) {}
