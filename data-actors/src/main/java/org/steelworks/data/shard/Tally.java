package org.steelworks.data.shard;

/** Counts what a packing has done and tells the listener. Used on one thread. */
final class Tally {
    private final long bytesTotal;
    private final ProgressListener listener;
    private long bytesDone;
    private long documents;
    private long tokens;
    private long blankLines;
    private long shardsOfDoneProcesses;

    Tally(long bytesTotal, ProgressListener listener) {
        this.bytesTotal = bytesTotal;
        this.listener = listener;
    }

    void document(int ids) {
        documents++;
        tokens += ids;
    }

    void blankLine() {
        blankLines++;
    }

    /** @param shards that the process has sealed so far */
    void report(InputFiles.Input file, long bytesOfFile, long shards) {
        long read = Math.min(bytesTotal, bytesDone + bytesOfFile);
        listener.progress(
                new PackProgress(file.name(), read, bytesTotal, documents, tokens, shardsOfDoneProcesses + shards));
    }

    void fileDone(InputFiles.Input file, long shards) {
        bytesDone += file.bytes();
        report(file, 0, shards);
    }

    void processDone(long shards) {
        shardsOfDoneProcesses += shards;
    }

    long documents() {
        return documents;
    }

    long tokens() {
        return tokens;
    }

    long blankLines() {
        return blankLines;
    }
}
