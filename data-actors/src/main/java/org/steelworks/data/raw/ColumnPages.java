package org.steelworks.data.raw;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/**
 * The pages of one column of a row group, read from the file one at a time: that bounds what a table holds in memory. Damage
 * leaves as an {@link UncheckedIOException} of a {@link DamagedInput}. Not thread-safe.
 */
final class ColumnPages implements PageReader {
    /** Bytes looked at for a page's header, which has no length of its own; more where statistics make it long. */
    private static final int HEADER_LOOK = 1 << 12;

    private static final int LONGEST_HEADER = 1 << 24;

    private final FileChannel file;
    private final CompressionCodec codec;
    private final long values;
    private final long end;
    private final int longest;
    private long position;
    private long bytesRead;

    /** @param longest longest page read, packed or unpacked, in bytes */
    ColumnPages(FileChannel file, ColumnMetaData column, int longest) throws IOException {
        this.file = file;
        this.codec = column.getCodec();
        this.values = column.getNum_values();
        this.position = start(column);
        this.end = position + column.getTotal_compressed_size();
        this.longest = longest;
        if (position < 0 || column.getTotal_compressed_size() < 0 || end > file.size()) {
            throw new DamagedInput("a column lies outside of the file");
        }
    }

    /** Where the column begins in the file. */
    static long start(ColumnMetaData column) {
        long data = column.getData_page_offset();
        boolean dictionary = column.isSetDictionary_page_offset() && column.getDictionary_page_offset() > 0;
        return dictionary ? Math.min(data, column.getDictionary_page_offset()) : data;
    }

    /** Bytes read from the file since the last call. */
    long takeBytesRead() {
        long taken = bytesRead;
        bytesRead = 0;
        return taken;
    }

    @Override
    public long getTotalValueCount() {
        return values;
    }

    @Override
    public DictionaryPage readDictionaryPage() {
        try {
            long before = position;
            PageHeader header = header();
            if (header.getType() != PageType.DICTIONARY_PAGE) {
                position = before;
                return null;
            }
            DictionaryPageHeader dictionary = present(header.getDictionary_page_header());
            byte[] page = unpacked(header);
            return new DictionaryPage(
                    BytesInput.from(page), dictionary.getNum_values(), encoding(dictionary.getEncoding()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public DataPage readPage() {
        try {
            while (true) {
                PageHeader header = header();
                switch (header.getType()) {
                    case DATA_PAGE -> {
                        return first(header);
                    }
                    case DATA_PAGE_V2 -> {
                        return second(header);
                    }
                    case DICTIONARY_PAGE -> throw new DamagedInput("a column has two dictionaries");
                    case INDEX_PAGE -> packed(header);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DataPage first(PageHeader header) throws IOException {
        DataPageHeader page = present(header.getData_page_header());
        byte[] bytes = unpacked(header);
        return new DataPageV1(
                BytesInput.from(bytes),
                page.getNum_values(),
                bytes.length,
                null,
                encoding(page.getRepetition_level_encoding()),
                encoding(page.getDefinition_level_encoding()),
                encoding(page.getEncoding()));
    }

    /** The levels of such a page are never packed. */
    private DataPage second(PageHeader header) throws IOException {
        DataPageHeaderV2 page = present(header.getData_page_header_v2());
        byte[] packed = packed(header);
        int repetitions = page.getRepetition_levels_byte_length();
        int definitions = page.getDefinition_levels_byte_length();
        int levels = repetitions + definitions;
        int length = header.getUncompressed_page_size() - levels;
        if (repetitions < 0 || definitions < 0 || levels < 0 || levels > packed.length || length < 0) {
            throw new DamagedInput("a page is damaged (its levels have " + levels + " bytes)");
        }
        byte[] data = Arrays.copyOfRange(packed, levels, packed.length);
        boolean isPacked = !page.isSetIs_compressed() || page.isIs_compressed();
        byte[] values = isPacked ? PageCodec.unpack(codec, data, length) : data;
        return DataPageV2.uncompressed(
                page.getNum_rows(),
                page.getNum_nulls(),
                page.getNum_values(),
                BytesInput.from(packed, 0, repetitions),
                BytesInput.from(packed, repetitions, definitions),
                encoding(page.getEncoding()),
                BytesInput.from(values),
                null);
    }

    private byte[] unpacked(PageHeader header) throws IOException {
        return PageCodec.unpack(codec, packed(header), header.getUncompressed_page_size());
    }

    private byte[] packed(PageHeader header) throws IOException {
        int length = header.getCompressed_page_size();
        int unpacked = header.getUncompressed_page_size();
        if (length < 0 || unpacked < 0 || length > end - position) {
            throw new DamagedInput("a page is damaged (its length of " + length + " bytes is beyond its column)");
        }
        if (length > longest || unpacked > longest) {
            throw new DamagedInput("a page has " + Math.max(length, unpacked) + " bytes, more than " + longest
                    + "; write the table anew with smaller pages");
        }
        byte[] bytes = TableFooter.bytes(file, position, length);
        position += length;
        bytesRead += length;
        if (header.isSetCrc()) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            if ((int) crc.getValue() != header.getCrc()) {
                throw new DamagedInput("a page is damaged (its checksum is wrong)");
            }
        }
        return bytes;
    }

    private PageHeader header() throws IOException {
        if (position >= end) {
            throw new DamagedInput("a column has fewer values than its row group has rows");
        }
        for (int look = HEADER_LOOK; ; look = LONGEST_HEADER) {
            byte[] bytes = TableFooter.bytes(file, position, (int) Math.min(look, end - position));
            ByteArrayInputStream in = new ByteArrayInputStream(bytes);
            try {
                PageHeader header = Util.readPageHeader(in);
                position += bytes.length - in.available();
                bytesRead += bytes.length - in.available();
                return header;
            } catch (IOException | RuntimeException e) {
                // The bytes are in memory: whatever the parser throws is a fault of the content, or of a look too
                // short.
                if (look == LONGEST_HEADER || bytes.length < look) {
                    throw new DamagedInput("a page header is damaged (" + e.getMessage() + ")");
                }
            }
        }
    }

    private static Encoding encoding(org.apache.parquet.format.Encoding encoding) throws DamagedInput {
        return Encoding.valueOf(present(encoding).name());
    }

    private static <T> T present(T value) throws DamagedInput {
        if (value == null) {
            throw new DamagedInput("a page header lacks a part that its kind needs");
        }
        return value;
    }
}
