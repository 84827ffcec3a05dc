package org.steelworks.checkpoint.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Files under a folder of this machine. Paths that would leave the folder are refused; links are not followed. */
public final class DirectoryStore implements Store {
    private final Path root;

    public DirectoryStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public Output create(String path) throws IOException {
        Path file = resolve(path);
        Files.deleteIfExists(file);
        return new ChannelOutput(
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 0, describe(path));
    }

    @Override
    public Output append(String path, long size) throws IOException {
        Path file = resolve(path);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            if (channel.size() < size) {
                throw new EOFException(describe(path) + " has " + channel.size() + " bytes, expected at least " + size);
            }
            channel.truncate(size);
            channel.position(size);
            return new ChannelOutput(channel, size, describe(path));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Input open(String path) throws IOException {
        return new ChannelInput(
                FileChannel.open(resolve(path), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), describe(path));
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public List<String> list(String folder) throws IOException {
        Path path = resolve(folder);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(path)) {
            return names.map(name -> name.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void makeFolder(String folder) throws IOException {
        make(resolve(folder));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path target = resolve(to);
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(describe(to));
        }
        Files.move(resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String path) throws IOException {
        Path start = resolve(path);
        if (start.equals(root)) {
            throw new DirectoryNotEmptyException(describe(path) + " is the root of the store and is not deleted");
        }
        if (!Files.exists(start, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        force(resolve(folder));
    }

    @Override
    public String describe(String path) {
        return (path.isEmpty() ? root : root.resolve(path)).toString();
    }

    private Path resolve(String path) {
        Path resolved = root.resolve(path).normalize();
        if (!resolved.startsWith(root)) {
            throw new IllegalArgumentException("path '" + path + "' leaves the store " + root);
        }
        return resolved;
    }

    private static void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        make(folder.getParent());
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        force(folder.getParent());
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static final class ChannelOutput implements Output {
        private final FileChannel channel;
        private final String name;
        private long size;

        ChannelOutput(FileChannel channel, long size, String name) {
            this.channel = channel;
            this.size = size;
            this.name = name;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                try {
                    size += channel.write(bytes);
                } catch (IOException e) {
                    throw new IOException(name + ": writing at byte " + size + " failed: " + e.getMessage(), e);
                }
            }
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void sync() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class ChannelInput implements Input {
        private final FileChannel channel;
        private final String name;
        private final long size;

        ChannelInput(FileChannel channel, String name) throws IOException {
            this.channel = channel;
            this.name = name;
            this.size = channel.size();
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void read(long position, ByteBuffer out) throws IOException {
            long at = position;
            while (out.hasRemaining()) {
                int count = channel.read(out, at);
                if (count < 0) {
                    throw new EOFException(name + ": ends at byte " + at + ", " + out.remaining()
                            + " more bytes were expected: cut short");
                }
                at += count;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
