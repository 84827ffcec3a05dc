package org.steelworks.data.flow;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Takes the SHA-256 of what is written, on a thread of its own: it would otherwise take as long as everything else that is done
 * to a result's bytes. One thread writes; what waits to be digested is bounded.
 */
final class DigestedOutput extends FilterOutputStream {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int MOST_WAITING = 8;

    private final MessageDigest sha256 = sha256();
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final ExecutorService digester = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "prepare-digest");
        thread.setDaemon(true);
        return thread;
    });
    private byte[] chunk = new byte[CHUNK_BYTES];
    private int filled;
    /** All chunks handed over so far; one that fails makes all that follow fail, the digest too. */
    private CompletableFuture<Void> digested = CompletableFuture.completedFuture(null);

    private CompletableFuture<String> digest;
    private boolean closed;

    DigestedOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        for (int done = 0; done < length; ) {
            int more = Math.min(length - done, CHUNK_BYTES - filled);
            System.arraycopy(bytes, offset + done, chunk, filled, more);
            filled += more;
            done += more;
            if (filled == CHUNK_BYTES) {
                digestChunk();
            }
        }
    }

    private void digestChunk() throws IOException {
        byte[] full = chunk;
        int length = filled;
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + MOST_WAITING + " chunks waited to be digested");
        }
        digested = digested.thenRunAsync(() -> sha256.update(full, 0, length), digester);
        var unused = digested.whenComplete((done, failure) -> room.release());
        chunk = new byte[CHUNK_BYTES];
        filled = 0;
    }

    /** Closes what it writes to, and does not wait for the digest. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            digestChunk();
            digest = digested.thenApplyAsync(done -> HexFormat.of().formatHex(sha256.digest()), digester);
        } finally {
            var unused = (digest == null ? digested : digest).whenComplete((done, failure) -> digester.shutdown());
            super.close();
        }
    }

    /** Of all that was written, 64 hexadecimal digits; after {@link #close}. Waits for it. */
    String digest() {
        if (digest == null) {
            throw new IllegalStateException("the digest is not complete before the output is closed");
        }
        try {
            return digest.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the last chunks were digested", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("SHA-256 failed: " + e.getCause(), e.getCause());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
