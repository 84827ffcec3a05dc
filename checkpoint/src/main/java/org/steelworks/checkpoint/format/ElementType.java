package org.steelworks.checkpoint.format;

import org.steelworks.core.tensor.DType;

/** Element types of safetensors files. */
public enum ElementType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U8(1),
    BOOL(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** The file's type of an element type that crosses modules. */
    public static ElementType of(DType dtype) {
        return valueOf(dtype.safetensorsName());
    }

    /** The type of that name in a header, or null. */
    static ElementType find(String name) {
        for (ElementType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
