package org.steelworks.data.raw;

/** A file of which nothing can be read, as one record that says why. */
final class UnreadableSource implements RecordSource {
    private final String problem;
    private boolean told;

    /** @param tells whether the record is here and not in another part of the file */
    UnreadableSource(String problem, boolean tells) {
        this.problem = problem;
        this.told = !tells;
    }

    @Override
    public RawLine next() {
        boolean first = !told;
        told = true;
        return first ? RawLine.unreadable(problem) : null;
    }

    @Override
    public long lines() {
        return 0;
    }

    @Override
    public long blankLines() {
        return 0;
    }

    @Override
    public void close() {}
}
