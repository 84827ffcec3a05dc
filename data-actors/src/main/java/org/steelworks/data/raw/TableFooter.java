package org.steelworks.data.raw;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * What the end of a Parquet file says of it.
 *
 * @param columns of the top level, in order
 */
record TableFooter(FileMetaData metadata, List<Column> columns) {
    private static final int LONGEST = 64 << 20;
    /** Length of the footer, then the mark. */
    private static final int TAIL = 8;

    /**
     * A column.
     *
     * @param isFlat whether it holds one value a row and no list or structure
     * @param element its type
     */
    record Column(String name, boolean isFlat, SchemaElement element) {}

    /** Names of the columns of the top level. */
    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    static TableFooter read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return read(file);
        }
    }

    /** @throws DamagedInput when the file is no whole Parquet file */
    static TableFooter read(FileChannel file) throws IOException {
        long length = file.size();
        if (length < Container.TABLE_MARK.length + TAIL) {
            throw new DamagedInput("the file is no Parquet file: it has " + length + " bytes");
        }
        ByteBuffer tail = ByteBuffer.wrap(bytes(file, length - TAIL, TAIL)).order(ByteOrder.LITTLE_ENDIAN);
        int footer = tail.getInt();
        byte[] mark = new byte[Container.TABLE_MARK.length];
        tail.get(mark);
        if (Arrays.equals(mark, "PARE".getBytes(StandardCharsets.US_ASCII))) {
            throw new DamagedInput("the Parquet file is encrypted; decrypt it first");
        }
        if (!Arrays.equals(mark, Container.TABLE_MARK)) {
            throw new DamagedInput("the Parquet file does not end as one: it was cut off, or is something else");
        }
        if (footer <= 0 || footer > LONGEST || footer > length - TAIL - Container.TABLE_MARK.length) {
            throw new DamagedInput(
                    "the Parquet file's footer cannot have " + Integer.toUnsignedString(footer) + " bytes");
        }
        return parsed(bytes(file, length - TAIL - footer, footer));
    }

    private static TableFooter parsed(byte[] footer) throws DamagedInput {
        try {
            FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
            return new TableFooter(metadata, columns(metadata.getSchema()));
        } catch (IOException | RuntimeException e) {
            // The bytes are in memory: whatever the parser throws is a fault of the content.
            throw new DamagedInput("the Parquet file's footer is damaged (" + e.getMessage() + ")");
        }
    }

    private static List<Column> columns(List<SchemaElement> schema) {
        List<Column> columns = new ArrayList<>();
        int at = 1;
        for (int i = 0; i < schema.get(0).getNum_children(); i++) {
            SchemaElement element = schema.get(at);
            boolean isFlat = !element.isSetNum_children() || element.getNum_children() == 0;
            boolean once = element.getRepetition_type() != FieldRepetitionType.REPEATED;
            columns.add(new Column(element.getName(), isFlat && once, element));
            at = behind(schema, at);
        }
        return columns;
    }

    /** Place of the element behind the tree that begins at {@code at}: the schema is the tree, parents first. */
    private static int behind(List<SchemaElement> schema, int at) {
        int open = 1;
        int next = at;
        while (open > 0) {
            SchemaElement element = schema.get(next++);
            open += (element.isSetNum_children() ? element.getNum_children() : 0) - 1;
        }
        return next;
    }

    /** @throws DamagedInput when the file ends before */
    static byte[] bytes(FileChannel file, long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        ByteBuffer into = ByteBuffer.wrap(bytes);
        while (into.hasRemaining()) {
            int read = file.read(into, from + into.position());
            if (read < 0) {
                throw new DamagedInput("the Parquet file ends before its data do");
            }
        }
        return bytes;
    }
}
