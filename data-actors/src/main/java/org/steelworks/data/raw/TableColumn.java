package org.steelworks.data.raw;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.VersionParser;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;

/** The values of one column of a row group, in the order of the rows. Not thread-safe. */
final class TableColumn {
    private final String name;
    private final PrimitiveTypeName kind;
    private final int present;
    private final ColumnPages pages;
    private final ColumnReader values;

    /** Reads the first page. Damage leaves as a {@link DamagedInput} or as any runtime exception. */
    TableColumn(FileChannel file, TableFooter.Column column, ColumnMetaData chunk, String writer, int longestPage)
            throws IOException {
        boolean optional = column.element().getRepetition_type() == FieldRepetitionType.OPTIONAL;
        this.name = column.name();
        this.kind = kind(chunk);
        this.present = optional ? 1 : 0;
        this.pages = new ColumnPages(file, chunk, longestPage);
        PrimitiveType type = new PrimitiveType(
                optional ? Repetition.OPTIONAL : Repetition.REQUIRED,
                kind,
                column.element().getType_length(),
                name);
        this.values = new ColumnReaderImpl(
                new ColumnDescriptor(new String[] {name}, type, 0, present),
                pages,
                new PrimitiveConverter() {},
                version(writer));
    }

    /** Adds the value of the current row and goes to the next one. */
    void writeTo(RowBytes row) {
        row.key(name);
        if (values.getCurrentDefinitionLevel() < present) {
            row.literal("null");
        } else {
            switch (kind) {
                case BINARY, FIXED_LEN_BYTE_ARRAY ->
                    row.string(values.getBinary().getBytesUnsafe());
                case INT32 -> row.literal(Integer.toString(values.getInteger()));
                case INT64 -> row.literal(Long.toString(values.getLong()));
                case FLOAT -> row.literal(Float.toString(values.getFloat()));
                case DOUBLE -> row.literal(Double.toString(values.getDouble()));
                case BOOLEAN -> row.literal(Boolean.toString(values.getBoolean()));
                case INT96 -> row.literal("null");
            }
        }
        values.consume();
    }

    /** Bytes read from the file since the last call. */
    long takeBytesRead() {
        return pages.takeBytesRead();
    }

    private static PrimitiveTypeName kind(ColumnMetaData chunk) {
        return switch (chunk.getType()) {
            case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
            case INT32 -> PrimitiveTypeName.INT32;
            case INT64 -> PrimitiveTypeName.INT64;
            case INT96 -> PrimitiveTypeName.INT96;
            case FLOAT -> PrimitiveTypeName.FLOAT;
            case DOUBLE -> PrimitiveTypeName.DOUBLE;
            case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
            case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        };
    }

    /** Some early writers had faults that a reader must know of; an unknown writer is taken for a sound one. */
    private static VersionParser.ParsedVersion version(String writer) {
        try {
            return writer == null ? null : VersionParser.parse(writer);
        } catch (VersionParser.VersionParseException | ParquetRuntimeException e) {
            return null;
        }
    }
}
