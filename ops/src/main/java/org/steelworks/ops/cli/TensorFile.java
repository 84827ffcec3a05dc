package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.checkpoint.format.ElementType;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.SafetensorsHeader;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.SafetensorsReader;
import org.steelworks.checkpoint.store.SafetensorsWriter;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.core.tensor.HostTensor;

/** A safetensors file that a command reads or writes whole. */
final class TensorFile {
    private TensorFile() {}

    /** One tensor of a file; null where the file has none of that name. */
    static HostTensor read(Path file, String name) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file + ": there is no such file; give a safetensors file");
        }
        Path absolute = file.toAbsolutePath();
        Store store = new DirectoryStore(absolute.getParent());
        try (SafetensorsReader reader =
                SafetensorsReader.open(store, absolute.getFileName().toString())) {
            SafetensorsHeader.Entry entry = reader.header().find(name);
            if (entry == null) {
                return null;
            }
            DType dtype = dtype(entry.type(), file, name);
            var bytes = AlignedBuffers.allocate(dtype, entry.shape().elements());
            reader.read(entry, 0, bytes);
            return new HostTensor(name, dtype, entry.shape(), bytes.flip());
        }
    }

    /** All elements of a tensor of I64 or I32. */
    static long[] integers(HostTensor tensor) {
        long[] values = new long[Math.toIntExact(tensor.shape().elements())];
        var bytes = tensor.bytes().order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.dtype() == DType.I64 ? bytes.getLong(8 * i) : bytes.getInt(4 * i);
        }
        return values;
    }

    private static DType dtype(ElementType type, Path file, String name) {
        for (DType dtype : List.of(DType.I64, DType.I32)) {
            if (ElementType.of(dtype) == type) {
                return dtype;
            }
        }
        throw new FormatException(file + ": tensor " + name + " is " + type
                + "; token ids must be I64 or I32: convert it with .to(torch.int64)");
    }

    /** Writes tensors; the file appears complete or not at all. */
    static void write(Path file, Iterable<HostTensor> tensors) throws IOException {
        Path absolute = file.toAbsolutePath();
        Store store = new DirectoryStore(absolute.getParent());
        store.makeFolder("");
        String name = absolute.getFileName().toString();
        List<SafetensorsHeader.Declared> declared = new ArrayList<>();
        Map<String, HostTensor> byName = new LinkedHashMap<>();
        for (HostTensor tensor : tensors) {
            declared.add(new SafetensorsHeader.Declared(tensor.name(), ElementType.of(tensor.dtype()), tensor.shape()));
            byName.put(tensor.name(), tensor);
        }
        SafetensorsHeader header = SafetensorsHeader.sorted(declared);
        String temporary = name + ".tmp";
        try (SafetensorsWriter writer = SafetensorsWriter.create(store, temporary, header)) {
            for (SafetensorsHeader.Entry entry : header.entries()) {
                writer.write(byName.get(entry.name()).bytes());
            }
            writer.finish();
        }
        store.rename(temporary, name);
        store.syncFolder("");
    }
}
