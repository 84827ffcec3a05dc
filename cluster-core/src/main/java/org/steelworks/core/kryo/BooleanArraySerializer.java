package org.steelworks.core.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** One byte per element; Kryo's own serializer takes memory for the announced length before it reads. */
final class BooleanArraySerializer extends Serializer<boolean[]> {
    BooleanArraySerializer() {
        super(true);
    }

    @Override
    public void write(Kryo kryo, Output output, boolean[] values) {
        if (values == null) {
            output.writeVarInt(0, true);
            return;
        }
        output.writeVarInt(values.length + 1, true);
        output.writeBooleans(values, 0, values.length);
    }

    @Override
    public boolean[] read(Kryo kryo, Input input, Class<? extends boolean[]> type) {
        int announced = input.readVarInt(true);
        return announced == 0 ? null : input.readBooleans(announced - 1);
    }
}
