package org.steelworks.data.clean.recipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.digest.DigestStream;
import org.steelworks.data.clean.ModelFile;

/**
 * A model file as it was read. Operators go on reading one that they map, so that what is done behind a change was done with
 * another model than what was done before it.
 */
final class ReadModel implements ModelFile {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path path;
    private final Digest128 digest;
    private final long bytes;
    private volatile Stamp stamp;

    private ReadModel(Path path, Stamp stamp, Digest128 digest, long bytes) {
        this.path = path;
        this.stamp = stamp;
        this.digest = digest;
        this.bytes = bytes;
    }

    /**
     * What the file system says of a file without reading it. The time of the last change of its inode is among it, which
     * nobody can set back.
     */
    static final class Stamp {
        private final Map<String, Object> attributes;

        private Stamp(Map<String, Object> attributes) {
            this.attributes = attributes;
        }

        /** Of a file as it is now. */
        static Stamp of(Path path) throws IOException {
            return new Stamp(Files.readAttributes(path, "unix:size,lastModifiedTime,ctime,ino,dev"));
        }

        private boolean isThatOf(Stamp other) {
            return attributes.equals(other.attributes);
        }
    }

    /**
     * Reads a file as a whole.
     *
     * @param before its stamp before anything of it was read
     * @throws IOException where it cannot be read, or is another than when its stamp was taken; the message names it
     */
    static ReadModel read(Path path, Stamp before) throws IOException {
        DigestStream digest = new DigestStream();
        long bytes;
        try {
            bytes = digest(path, digest);
            if (!Stamp.of(path).isThatOf(before)) {
                throw new IOException("it was changed while it was read; start again when it stays as it is");
            }
        } catch (IOException e) {
            throw new IOException("model file " + path + " cannot be read: " + reason(e), e);
        }
        return new ReadModel(path, before, digest.digest(), bytes);
    }

    private static long digest(Path path, DigestStream digest) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(path)) {
            for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer.clear())) {
                bytes += read;
                digest.put(buffer.flip());
            }
        }
        return bytes;
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "it is missing"
                : e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Of its content. */
    Digest128 digest() {
        return digest;
    }

    /** Its length. */
    long bytes() {
        return bytes;
    }

    @Override
    public String path() {
        return path.toString();
    }

    @Override
    public Optional<String> change() {
        try {
            Stamp now = Stamp.of(path);
            if (now.isThatOf(stamp)) {
                return Optional.empty();
            }
            Optional<String> change = changeOfContent();
            if (change.isEmpty()) {
                stamp = now;
            }
            return change;
        } catch (IOException e) {
            return Optional.of(changed(reason(e)));
        }
    }

    @Override
    public Optional<String> changeOfContent() {
        DigestStream now = new DigestStream();
        try {
            digest(path, now);
        } catch (IOException e) {
            return Optional.of(changed(reason(e)));
        }
        return now.digest().equals(digest) ? Optional.empty() : Optional.of(changed("its content is another"));
    }

    private String changed(String how) {
        return "the model file " + path + " was changed during the cleaning (" + how
                + "); put it back as it was and start"
                + " again to go on with what is done, or start again with the other: then all is done again with that";
    }
}
