package org.steelworks.data.shard;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.steelworks.data.pack.InvalidShard;

/**
 * The folder that a packing writes to. Everything is written aside, synced, and renamed into place, the index last: a
 * folder with an index is complete. What a killed packing left is removed when the next one begins.
 */
final class ShardFolder {
    static final String TOKENIZER = "tokenizer";
    private static final String ASIDE = ".packing";
    private static final List<String> TOKENIZER_FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "chat_template.jinja",
            "LICENSE");

    private final Path out;
    private final Path aside;
    private final Path tokenizer;

    private ShardFolder(Path out, Path tokenizer) {
        this.out = out;
        this.aside = out.resolve(ASIDE);
        this.tokenizer = tokenizer;
    }

    /** Prepares the folder; refuses one that holds shards, or another tokenizer than the one used. */
    static ShardFolder begin(Path out, Path tokenizer) throws IOException {
        Files.createDirectories(out);
        ShardFolder folder = new ShardFolder(out, tokenizer);
        if (Files.exists(out.resolve(ShardIndex.FILE))) {
            throw new FileAlreadyExistsException(out.resolve(ShardIndex.FILE)
                    + ": this folder holds packed shards already; choose another with --out, or remove them first");
        }
        folder.removeLeftovers();
        try (Stream<Path> files = Files.list(out)) {
            List<Path> shards =
                    files.filter(f -> f.toString().endsWith(".bin")).sorted().toList();
            if (!shards.isEmpty()) {
                throw new FileAlreadyExistsException(shards.get(0) + ": this folder holds " + shards.size()
                        + " token files already; choose another with --out, or remove them first");
            }
        }
        if (Files.exists(out.resolve(TOKENIZER)) && !folder.holdsTokenizer()) {
            throw new FileAlreadyExistsException(
                    out.resolve(TOKENIZER) + ": is in the way, the tokenizer's files are copied"
                            + " there; choose another folder with --out, or remove it first");
        }
        Files.createDirectories(folder.aside);
        return folder;
    }

    /** Where to write. */
    Path aside() {
        return aside;
    }

    /** Publishes all that was written aside, with the tokenizer's files and the index. */
    void publish(ShardIndex index) throws IOException {
        if (!holdsTokenizer()) {
            copyTokenizer();
        }
        Path indexAside = aside.resolve(ShardIndex.FILE);
        Files.write(indexAside, index.toJson().getBytes(StandardCharsets.UTF_8));
        for (Path file : filesAside()) {
            sync(file);
        }
        sync(aside);
        for (Path file : filesAside()) {
            if (!file.equals(indexAside)) {
                Files.move(file, out.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        sync(out);
        Files.move(indexAside, out.resolve(ShardIndex.FILE), StandardCopyOption.ATOMIC_MOVE);
        sync(out);
        Files.delete(aside);
        sync(out);
    }

    /** Forgets what was written aside. */
    void abandon() throws IOException {
        remove(aside);
    }

    /** An index aside means that the killed packing had begun to rename: what is no longer aside is ours to remove. */
    private void removeLeftovers() throws IOException {
        if (Files.exists(aside.resolve(ShardIndex.FILE))) {
            try {
                for (ShardIndex.Shard shard : ShardIndex.read(aside).shards()) {
                    Files.deleteIfExists(out.resolve(shard.file()));
                }
                if (!Files.exists(aside.resolve(TOKENIZER)) && !holdsTokenizer()) {
                    remove(out.resolve(TOKENIZER));
                }
            } catch (InvalidShard e) {
                // A torn index was never synced, so no renaming had begun and nothing of ours is in the folder.
                remove(aside);
            }
        }
        remove(aside);
    }

    private boolean holdsTokenizer() throws IOException {
        Path place = out.resolve(TOKENIZER);
        return Files.isDirectory(place) && Files.isSameFile(place, tokenizer);
    }

    private void copyTokenizer() throws IOException {
        Path copies = Files.createDirectories(aside.resolve(TOKENIZER));
        for (String name : TOKENIZER_FILES) {
            if (Files.isRegularFile(tokenizer.resolve(name))) {
                Files.copy(tokenizer.resolve(name), copies.resolve(name));
                sync(copies.resolve(name));
            }
        }
        sync(copies);
    }

    private List<Path> filesAside() throws IOException {
        try (Stream<Path> files = Files.list(aside)) {
            return files.sorted().toList();
        }
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(tree)) {
            files.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
