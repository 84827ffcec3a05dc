package org.steelworks.data.raw;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

/** Unpacks the pages of a Parquet file, to a length that is known before. */
final class PageCodec {
    private PageCodec() {}

    /** @throws DamagedInput when the bytes do not unpack to that length, or the codec is not one of ours */
    static byte[] unpack(CompressionCodec codec, byte[] packed, int length) throws DamagedInput {
        if (codec == CompressionCodec.UNCOMPRESSED) {
            return sized(packed, length, packed.length);
        }
        byte[] page = new byte[length];
        if (length == 0) {
            return page;
        }
        try {
            return switch (codec) {
                case SNAPPY -> snappy(packed, page);
                case ZSTD -> sized(page, length, Zstd.decompressByteArray(page, 0, length, packed, 0, packed.length));
                case GZIP -> gzip(packed, page);
                default ->
                    throw new DamagedInput("pages packed by " + codec
                            + " cannot be read; write the table anew with snappy, zstd, gzip or unpacked");
            };
        } catch (DamagedInput e) {
            throw e;
        } catch (IOException | ZstdException e) {
            throw new DamagedInput("a page is damaged (" + e.getMessage() + ")");
        }
    }

    private static byte[] snappy(byte[] packed, byte[] page) throws IOException {
        int length = Snappy.uncompressedLength(packed);
        if (length != page.length) {
            return sized(page, page.length, length);
        }
        return sized(page, page.length, Snappy.uncompress(packed, 0, packed.length, page, 0));
    }

    private static byte[] gzip(byte[] packed, byte[] page) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return sized(page, page.length, in.readNBytes(page, 0, page.length));
        }
    }

    private static byte[] sized(byte[] page, long expected, long found) throws DamagedInput {
        if (found != expected) {
            throw new DamagedInput("a page is damaged (" + found + " bytes where " + expected + " were expected)");
        }
        return page;
    }
}
