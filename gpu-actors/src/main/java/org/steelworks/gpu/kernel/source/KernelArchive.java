package org.steelworks.gpu.kernel.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A kernel source as the archive that libtorch loads: a zip with stored (not compressed) entries {@code data.pkl},
 * {@code constants.pkl}, {@code version} and {@code code/__torch__.py} under one folder. Equal sources give equal bytes.
 */
public final class KernelArchive {
    private static final String FOLDER = "kernels/";
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** Version of the archive format; the first that has the operators' current schemas. */
    private static final String FORMAT_VERSION = "10\n";

    private KernelArchive() {}

    /** The archive's bytes. */
    public static byte[] bytes(KernelSource source) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            entry(zip, "data.pkl", PickleWriter.trainingModule("__torch__", KernelSource.CLASS_NAME));
            entry(zip, "code/__torch__.py", source.moduleText().getBytes(StandardCharsets.UTF_8));
            entry(zip, "constants.pkl", PickleWriter.emptyTuple());
            entry(zip, "version", FORMAT_VERSION.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(FOLDER + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(ENTRY_TIME);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
