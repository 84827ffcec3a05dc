package org.steelworks.data.raw;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Plain text whose documents are separated by blank lines; line ends within a document become line feeds. */
final class ParagraphSource implements RecordSource {
    private final LineSource lines;
    private final int longest;
    private RawLine ahead;
    private boolean begun;
    private long documents;

    /**
     * @param lines with the blank ones passed over: a gap in the numbers is where they were
     * @param longest longest document read, in bytes
     */
    ParagraphSource(LineSource lines, int longest) {
        this.lines = lines;
        this.longest = longest;
    }

    @Override
    public RawLine next() throws IOException {
        if (!begun) {
            begun = true;
            ahead = lines.next();
        }
        if (ahead == null) {
            return null;
        }
        Paragraph paragraph = new Paragraph(ahead.number());
        RawLine line;
        do {
            line = ahead;
            paragraph.add(line);
            ahead = lines.next();
        } while (ahead != null && ahead.number() == line.number() + 1);
        return paragraph.record(documents++, line.last());
    }

    @Override
    public long lines() {
        return lines.lines();
    }

    @Override
    public long blankLines() {
        return lines.blankLines();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** The lines of one document, kept as long as they are not too many. */
    private final class Paragraph {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream(1024);
        private final long number;
        private long length;
        private String problem = "";

        Paragraph(long number) {
            this.number = number;
        }

        void add(RawLine line) {
            length += line.bytes().length + 1L;
            problem = problem.isEmpty() ? line.problem() : problem;
            if (length <= longest) {
                text.writeBytes(line.bytes());
                text.write('\n');
            } else if (text.size() == 0) {
                text.writeBytes(RawLine.excerpt(line.bytes()));
            }
        }

        RawLine record(long index, boolean last) {
            if (problem.isEmpty() && length > longest) {
                problem = "the document has " + length + " bytes, more than " + longest
                        + "; put blank lines between documents, or name the format txt-lines";
            }
            byte[] bytes = problem.isEmpty() ? text.toByteArray() : RawLine.excerpt(text.toByteArray());
            return new RawLine(number, index, bytes, problem, last);
        }
    }
}
