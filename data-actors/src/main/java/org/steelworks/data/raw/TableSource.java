package org.steelworks.data.raw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;

/**
 * The rows of a Parquet file as JSON objects. A row group belongs to the part of the file where it begins. Damage in a row
 * group costs its rows from there on; the next group is read. In memory is one page of each column.
 */
final class TableSource implements RecordSource {
    /** A page may hold several of the longest records. */
    private static final int PAGE_RECORDS = 4;

    /** Rows that a group cannot have: a file that says so is damaged, and counting them would go wrong. */
    private static final long ROWS_BEYOND_REASON = 1L << 40;

    private final FileChannel file;
    private final List<TableFooter.Column> columns;
    private final String writer;
    private final Iterator<RowGroup> groups;
    private final int longest;
    private final long mostUnpacked;
    private final RowBytes row;
    private List<TableColumn> values = List.of();
    private long rowsLeft;
    private boolean damaged;
    private boolean ended;
    private long rows;
    private long records;
    private long unpacked;
    private long bytesRead;

    private TableSource(FileChannel file, TableFooter footer, List<TableFooter.Column> columns, Reading reading)
            throws IOException {
        this.file = file;
        this.columns = columns;
        this.writer = footer.metadata().getCreated_by();
        this.groups = groups(footer, file.size(), reading).iterator();
        this.longest = reading.longest();
        this.mostUnpacked = RawFile.UNPACKED_FLOOR + RawFile.UNPACKED_RATIO * file.size();
        this.row = new RowBytes(longest);
    }

    /**
     * Opens the part of a table.
     *
     * @param wanted columns to read as far as the table has them
     * @throws DamagedInput when no row can be read
     */
    static TableSource open(Path path, List<String> wanted, Reading reading) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            TableFooter footer = TableFooter.read(file);
            return new TableSource(file, footer, columns(footer, wanted), reading);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static List<TableFooter.Column> columns(TableFooter footer, List<String> wanted) throws DamagedInput {
        List<TableFooter.Column> found = footer.columns().stream()
                .filter(column -> wanted.contains(column.name()))
                .toList();
        if (found.isEmpty()) {
            throw new DamagedInput("the table has none of the columns " + wanted + " but " + footer.names());
        }
        for (TableFooter.Column column : found) {
            if (!column.isFlat()) {
                throw new DamagedInput("column \"" + column.name()
                        + "\" holds lists or structures, expected one value a row; write the table as jsonl");
            }
        }
        return found;
    }

    private static List<RowGroup> groups(TableFooter footer, long fileBytes, Reading reading) throws DamagedInput {
        List<RowGroup> groups = new ArrayList<>();
        for (RowGroup group : footer.metadata().getRow_groups()) {
            long start = fileBytes;
            for (ColumnChunk chunk : group.getColumns()) {
                if (chunk.getMeta_data() == null) {
                    throw new DamagedInput("the Parquet file keeps its data elsewhere, or encrypted");
                }
                start = Math.min(start, ColumnPages.start(chunk.getMeta_data()));
            }
            long inFile = Math.max(0, Math.min(start, fileBytes - 1));
            if (inFile >= reading.start() && inFile < reading.end()) {
                groups.add(group);
            }
        }
        return groups;
    }

    @Override
    public RawLine next() throws IOException {
        if (ended) {
            return null;
        }
        try {
            while (rowsLeft == 0) {
                if (!groups.hasNext()) {
                    return null;
                }
                begin(groups.next());
            }
            row.begin();
            for (TableColumn column : values) {
                column.writeTo(row);
            }
        } catch (DamagedInput e) {
            return lost(e.getMessage());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof DamagedInput damage) {
                return lost(damage.getMessage());
            }
            throw e.getCause();
        } catch (RuntimeException e) {
            // Decoders have as many ways to fail at damaged bytes as they have lines.
            return lost("the row group is damaged (" + e + ")");
        }
        return finished();
    }

    /** Whether anything so far was damaged; a row that is too long is not. */
    boolean isDamaged() {
        return damaged;
    }

    /** Bytes of pages read from the file. */
    long bytesRead() {
        values.forEach(column -> bytesRead += column.takeBytesRead());
        return bytesRead;
    }

    @Override
    public long lines() {
        return rows;
    }

    @Override
    public long blankLines() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void begin(RowGroup group) throws IOException {
        bytesRead();
        values = List.of();
        if (group.getNum_rows() < 0 || group.getNum_rows() > ROWS_BEYOND_REASON) {
            throw new DamagedInput("the row group is damaged (it has " + group.getNum_rows() + " rows)");
        }
        rowsLeft = group.getNum_rows();
        if (rowsLeft == 0) {
            return;
        }
        List<TableColumn> opened = new ArrayList<>();
        for (TableFooter.Column column : columns) {
            ColumnMetaData chunk = chunk(group, column.name());
            if (chunk.getNum_values() != rowsLeft) {
                throw new DamagedInput("column \"" + column.name() + "\" has " + chunk.getNum_values() + " values for "
                        + rowsLeft + " rows");
            }
            opened.add(new TableColumn(file, column, chunk, writer, longestPage()));
        }
        values = opened;
    }

    private int longestPage() {
        return (int) Math.min(Integer.MAX_VALUE, (long) PAGE_RECORDS * Math.max(longest, 1 << 20));
    }

    private static ColumnMetaData chunk(RowGroup group, String name) throws DamagedInput {
        for (ColumnChunk chunk : group.getColumns()) {
            if (chunk.getMeta_data().getPath_in_schema().equals(List.of(name))) {
                return chunk.getMeta_data();
            }
        }
        throw new DamagedInput("a row group lacks column \"" + name + "\"");
    }

    private RawLine finished() {
        rows++;
        rowsLeft--;
        byte[] bytes = row.end();
        unpacked += bytes.length;
        if (unpacked > mostUnpacked) {
            ended = true;
            damaged = true;
            return faulty(
                    rows,
                    bytes,
                    "the file unpacks to more than " + RawFile.UNPACKED_RATIO
                            + " times its size; the rest was not read",
                    true);
        }
        return row.length() > longest
                ? faulty(rows, bytes, "the row has " + row.length() + " bytes, more than " + longest, false)
                : new RawLine(rows, records++, bytes, "", false);
    }

    private RawLine lost(String problem) {
        damaged = true;
        long first = rows + 1;
        rows += rowsLeft;
        String told = problem + "; " + rowsLeft + " rows from here to the end of the row group were not read";
        rowsLeft = 0;
        values = List.of();
        return faulty(first, new byte[0], told, false);
    }

    private RawLine faulty(long number, byte[] bytes, String problem, boolean last) {
        return new RawLine(number, records++, RawLine.excerpt(bytes), problem, last);
    }
}
