package org.steelworks.checkpoint.testkit;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.steelworks.checkpoint.store.Store;

/**
 * A store in memory that forgets what was not forced. {@link #cutPowerAt} makes it fail at the k-th changing operation
 * (a write may be half done); {@link #reopen} is the disk after the machine came back: of a file's unforced bytes any
 * prefix survives, the rest may read as zeros; of a folder's unforced changes any prefix of them. Also runs out of space
 * and flips bits. Every call holds the store's lock.
 */
public final class CrashingStore implements Store {
    private sealed interface Node {}

    private static final class FileNode implements Node {
        private byte[] content = new byte[0];
        private byte[] durable = new byte[0];
    }

    private static final class Folder implements Node {
        private final TreeMap<String, Node> entries = new TreeMap<>();
        private final List<TreeMap<String, Node>> unforced = new ArrayList<>();
        private TreeMap<String, Node> durable = new TreeMap<>();

        void changed() {
            unforced.add(new TreeMap<>(entries));
        }
    }

    private final Folder root = new Folder();
    private final Random random;
    private long operations;
    private long cutAt = Long.MAX_VALUE;
    private long limitBytes = Long.MAX_VALUE;
    private boolean dead;

    /** An empty store; {@code seed} decides what survives a power cut. */
    public CrashingStore(long seed) {
        this.random = new Random(seed);
    }

    /** Fails at the k-th changing operation from now on, counted from 1. */
    public synchronized void cutPowerAt(long k) {
        cutAt = operations + k;
    }

    /** Changing operations so far. */
    public synchronized long operations() {
        return operations;
    }

    /** Whether the power was cut. */
    public synchronized boolean isDead() {
        return dead;
    }

    /** All files together may hold so many bytes. */
    public synchronized void limitBytes(long bytes) {
        limitBytes = bytes;
    }

    /** Bytes of all files together. */
    public synchronized long usedBytes() {
        return used(root);
    }

    /** Flips one bit of a file, on the disk too. */
    public synchronized void flipBit(String path, long bit) throws IOException {
        FileNode file = file(path);
        file.content = file.content.clone();
        file.content[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        file.durable = file.content;
    }

    /** Cuts a file short, on the disk too. */
    public synchronized void truncate(String path, int bytes) throws IOException {
        FileNode file = file(path);
        file.content = Arrays.copyOf(file.content, bytes);
        file.durable = file.content;
    }

    /** The file's present bytes. */
    public synchronized byte[] bytes(String path) throws IOException {
        return file(path).content.clone();
    }

    /** The disk after the power came back. */
    public synchronized CrashingStore reopen() {
        CrashingStore after = new CrashingStore(random.nextLong());
        Map<FileNode, FileNode> files = new IdentityHashMap<>();
        survive(root, after.root, files);
        return after;
    }

    private void survive(Folder before, Folder after, Map<FileNode, FileNode> files) {
        int choice = random.nextInt(before.unforced.size() + 1);
        TreeMap<String, Node> entries = choice == 0 ? before.durable : before.unforced.get(choice - 1);
        for (Map.Entry<String, Node> entry : entries.entrySet()) {
            if (entry.getValue() instanceof Folder folder) {
                Folder survivor = new Folder();
                survive(folder, survivor, files);
                after.entries.put(entry.getKey(), survivor);
            } else if (entry.getValue() instanceof FileNode file) {
                after.entries.put(entry.getKey(), files.computeIfAbsent(file, this::survivor));
            }
        }
        after.durable = new TreeMap<>(after.entries);
    }

    private FileNode survivor(FileNode file) {
        FileNode survivor = new FileNode();
        int durable = Math.min(file.durable.length, file.content.length);
        boolean cutShort = file.content.length < file.durable.length;
        if (cutShort && random.nextBoolean()) {
            survivor.content = file.durable.clone();
        } else {
            int length = durable + random.nextInt(file.content.length - durable + 1);
            survivor.content = Arrays.copyOf(file.content, length);
            if (random.nextInt(4) == 0) {
                Arrays.fill(survivor.content, durable, length, (byte) 0);
            }
        }
        survivor.durable = survivor.content;
        return survivor;
    }

    /** Counts a changing operation; true where the power goes in the middle of it. */
    private boolean cutNow() throws IOException {
        if (dead) {
            throw new PowerCut(cutAt);
        }
        operations++;
        dead = operations >= cutAt;
        return dead;
    }

    private void operate() throws IOException {
        if (cutNow()) {
            throw new PowerCut(operations);
        }
    }

    @Override
    public synchronized Output create(String path) throws IOException {
        operate();
        Folder folder = folder(parent(path));
        FileNode file = new FileNode();
        folder.entries.put(name(path), file);
        folder.changed();
        return new FileOutput(file, path);
    }

    @Override
    public synchronized Output append(String path, long size) throws IOException {
        operate();
        Folder folder = folder(parent(path));
        if (!(folder.entries.get(name(path)) instanceof FileNode file)) {
            if (size > 0) {
                throw new EOFException(path + " is missing");
            }
            return create(path);
        }
        file.content = Arrays.copyOf(file.content, Math.toIntExact(size));
        return new FileOutput(file, path);
    }

    @Override
    public synchronized Input open(String path) throws IOException {
        FileNode file = file(path);
        return new FileInput(file, path);
    }

    @Override
    public synchronized boolean exists(String path) throws IOException {
        alive();
        return path.isEmpty() || find(path) != null;
    }

    @Override
    public synchronized List<String> list(String folder) throws IOException {
        alive();
        Node node = folder.isEmpty() ? root : find(folder);
        return node instanceof Folder found ? List.copyOf(found.entries.keySet()) : List.of();
    }

    @Override
    public synchronized void makeFolder(String folder) throws IOException {
        if (folder.isEmpty() || find(folder) instanceof Folder) {
            alive();
            return;
        }
        makeFolder(parent(folder));
        operate();
        Folder parent = folder(parent(folder));
        parent.entries.put(name(folder), new Folder());
        parent.changed();
        syncFolder(parent(folder));
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        operate();
        if (!parent(from).equals(parent(to))) {
            throw new IllegalArgumentException("rename across folders from " + from + " to " + to);
        }
        Folder folder = folder(parent(from));
        Node node = folder.entries.get(name(from));
        if (node == null) {
            throw new FileNotFoundException(from);
        }
        if (folder.entries.get(name(to)) instanceof Folder) {
            throw new FileAlreadyExistsException(to);
        }
        folder.entries.remove(name(from));
        folder.entries.put(name(to), node);
        folder.changed();
    }

    @Override
    public synchronized void delete(String path) throws IOException {
        alive();
        Node node = find(path);
        if (node == null) {
            return;
        }
        if (node instanceof Folder folder) {
            for (String name : List.copyOf(folder.entries.keySet())) {
                delete(path + "/" + name);
            }
        }
        operate();
        Folder parent = folder(parent(path));
        parent.entries.remove(name(path));
        parent.changed();
    }

    @Override
    public synchronized void syncFolder(String path) throws IOException {
        operate();
        Folder folder = folder(path);
        folder.durable = new TreeMap<>(folder.entries);
        folder.unforced.clear();
    }

    @Override
    public String describe(String path) {
        return "memory:" + path;
    }

    private void alive() throws IOException {
        if (dead) {
            throw new PowerCut(cutAt);
        }
    }

    private Node find(String path) {
        Node node = root;
        for (String name : path.split("/")) {
            node = node instanceof Folder folder ? folder.entries.get(name) : null;
        }
        return node;
    }

    private Folder folder(String path) throws IOException {
        Node node = path.isEmpty() ? root : find(path);
        if (node instanceof Folder folder) {
            return folder;
        }
        throw new FileNotFoundException(path + " is no folder");
    }

    private FileNode file(String path) throws IOException {
        alive();
        if (find(path) instanceof FileNode file) {
            return file;
        }
        throw new FileNotFoundException(path);
    }

    private static String parent(String path) {
        int cut = path.lastIndexOf('/');
        return cut < 0 ? "" : path.substring(0, cut);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static long used(Folder folder) {
        long bytes = 0;
        for (Node node : folder.entries.values()) {
            bytes += node instanceof Folder inner ? used(inner) : ((FileNode) node).content.length;
        }
        return bytes;
    }

    private final class FileOutput implements Output {
        private final FileNode file;
        private final String path;

        FileOutput(FileNode file, String path) {
            this.file = file;
            this.path = path;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            synchronized (CrashingStore.this) {
                put(bytes);
            }
        }

        private void put(ByteBuffer bytes) throws IOException {
            boolean cut = cutNow();
            int room = (int) Math.max(0, Math.min(bytes.remaining(), limitBytes - usedBytes()));
            int count = cut ? random.nextInt(bytes.remaining() + 1) : room;
            int old = file.content.length;
            byte[] longer = Arrays.copyOf(file.content, old + count);
            bytes.get(longer, old, count);
            file.content = longer;
            if (cut) {
                throw new PowerCut(operations);
            }
            if (bytes.hasRemaining()) {
                throw new IOException(path + ": No space left on device");
            }
        }

        @Override
        public long size() {
            return file.content.length;
        }

        @Override
        public void sync() throws IOException {
            synchronized (CrashingStore.this) {
                operate();
                file.durable = file.content.clone();
            }
        }

        @Override
        public void close() {}
    }

    private final class FileInput implements Input {
        private final FileNode file;
        private final String path;
        private final long size;

        FileInput(FileNode file, String path) {
            this.file = file;
            this.path = path;
            this.size = file.content.length;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void read(long position, ByteBuffer out) throws IOException {
            synchronized (CrashingStore.this) {
                alive();
                if (position + out.remaining() > file.content.length) {
                    throw new EOFException(path + " ends before byte " + (position + out.remaining()));
                }
                out.put(file.content, (int) position, out.remaining());
            }
        }

        @Override
        public void close() {}
    }
}
