package org.steelworks.core.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.BitSet;

/** A bit set as its words; a lying length is refused before memory is reserved. */
final class BitSetWords extends Serializer<BitSet> {
    @Override
    public void write(Kryo kryo, Output output, BitSet bits) {
        long[] words = bits.toLongArray();
        output.writeVarInt(words.length, true);
        output.writeLongs(words, 0, words.length);
    }

    @Override
    public BitSet read(Kryo kryo, Input input, Class<? extends BitSet> type) {
        int words = input.readVarInt(true);
        ((BoundedInput) input).requireElements(words, Long.BYTES);
        return BitSet.valueOf(input.readLongs(words));
    }
}
