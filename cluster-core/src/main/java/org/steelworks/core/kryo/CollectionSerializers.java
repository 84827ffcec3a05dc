package org.steelworks.core.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every list, set and map of the JDK, written by content and read as an unmodifiable one in the same order. */
final class CollectionSerializers {
    /** A lying length must not reserve memory: beyond this many elements a collection grows as they arrive. */
    private static final int RESERVED = 64;

    private CollectionSerializers() {}

    static final class Lists extends Serializer<List<?>> {
        @Override
        public void write(Kryo kryo, Output output, List<?> list) {
            writeAll(kryo, output, list);
        }

        @Override
        public List<?> read(Kryo kryo, Input input, Class<? extends List<?>> type) {
            int size = size(input, 1);
            List<Object> list = new ArrayList<>(Math.min(size, RESERVED));
            for (int i = 0; i < size; i++) {
                list.add(kryo.readClassAndObject(input));
            }
            return Collections.unmodifiableList(list);
        }
    }

    static final class Sets extends Serializer<Set<?>> {
        @Override
        public void write(Kryo kryo, Output output, Set<?> set) {
            writeAll(kryo, output, set);
        }

        @Override
        public Set<?> read(Kryo kryo, Input input, Class<? extends Set<?>> type) {
            int size = size(input, 1);
            Set<Object> set = new LinkedHashSet<>();
            for (int i = 0; i < size; i++) {
                if (!set.add(kryo.readClassAndObject(input))) {
                    throw new KryoException("a set holds an element twice, at byte " + input.position());
                }
            }
            return Collections.unmodifiableSet(set);
        }
    }

    static final class Maps extends Serializer<Map<?, ?>> {
        @Override
        public void write(Kryo kryo, Output output, Map<?, ?> map) {
            output.writeVarInt(map.size(), true);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                kryo.writeClassAndObject(output, entry.getKey());
                kryo.writeClassAndObject(output, entry.getValue());
            }
        }

        @Override
        public Map<?, ?> read(Kryo kryo, Input input, Class<? extends Map<?, ?>> type) {
            int size = size(input, 2);
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                Object key = kryo.readClassAndObject(input);
                if (map.containsKey(key)) {
                    throw new KryoException("a map holds a key twice, at byte " + input.position());
                }
                map.put(key, kryo.readClassAndObject(input));
            }
            return Collections.unmodifiableMap(map);
        }
    }

    private static void writeAll(Kryo kryo, Output output, Collection<?> elements) {
        output.writeVarInt(elements.size(), true);
        for (Object element : elements) {
            kryo.writeClassAndObject(output, element);
        }
    }

    private static int size(Input input, int leastBytesPerElement) {
        int size = input.readVarInt(true);
        ((BoundedInput) input).requireElements(size, leastBytesPerElement);
        return size;
    }
}
