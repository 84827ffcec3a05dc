package org.steelworks.core.kryo;

import java.util.List;

/**
 * The wire classes of one module, found by {@link java.util.ServiceLoader}. The n-th class has id {@code firstId + n}
 * for ever: classes are appended, never moved or removed; a class no longer sent keeps its place.
 */
public interface KryoVocabulary {
    /** Id of the first class, at least {@link KryoRegistry#FIRST_ID}; ranges of vocabularies must not overlap. */
    int firstId();

    /** Records and enums, in order of id. */
    List<Class<?>> classes();
}
