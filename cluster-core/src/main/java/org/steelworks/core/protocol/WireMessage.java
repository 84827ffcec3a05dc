package org.steelworks.core.protocol;

/**
 * Marks a message that may leave its process. Such a message is a record or an enum whose class has a fixed id in a
 * {@link org.steelworks.core.kryo.KryoVocabulary}; Pekko delivers it at most once and in order per pair of actors.
 */
public interface WireMessage {}
