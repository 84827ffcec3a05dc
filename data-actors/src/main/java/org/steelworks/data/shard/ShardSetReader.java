package org.steelworks.data.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.data.pack.InvalidShard;

/** Finds, opens and verifies the shards of a {@link ShardSet}. */
final class ShardSetReader {
    private static final String ENDING = ".bin";

    private final ShardSet.Expectation expectation;
    private final List<ShardSet.Member> members = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    ShardSetReader(ShardSet.Expectation expectation) {
        this.expectation = expectation;
    }

    void add(Path root) throws IOException {
        if (Files.isRegularFile(root.resolve(ShardIndex.FILE))) {
            indexed(root);
        } else {
            for (Path file : plainFiles(root)) {
                MappedShard mapped = MappedShard.open(file, expectation.blockLength());
                long samples = everyBlock() ? mapped.blocks() : mapped.blocksBeforePadding(expectation.padId());
                add(mapped, FileDigest.sha256(file), samples);
            }
        }
    }

    List<String> notes() {
        return notes;
    }

    List<ShardSet.Member> arranged() throws IOException {
        if (!everyBlock()) {
            return members;
        }
        Map<ShardSet.Member, String> identity = new HashMap<>();
        for (ShardSet.Member member : members) {
            identity.put(member, FileDigest.originalIdentity(member.mapped().file()));
        }
        List<ShardSet.Member> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparing((ShardSet.Member member) -> identity.get(member))
                .thenComparing(member -> member.mapped().file().toString()));
        return sorted;
    }

    void close() {
        members.forEach(member -> member.mapped().close());
    }

    private boolean everyBlock() {
        return expectation.arrangement() == ShardSet.Arrangement.AS_ORIGINAL;
    }

    private void indexed(Path folder) throws IOException {
        ShardIndex index = ShardIndex.read(folder);
        if (index.blockLength() != expectation.blockLength()) {
            throw new InvalidShard(folder.resolve(ShardIndex.FILE) + ": these shards are packed in blocks of "
                    + index.blockLength() + " tokens, the recipe needs " + expectation.blockLength()
                    + " (data.sequence_length and one more); set data.sequence_length to " + (index.blockLength() - 1)
                    + " or pack again with --block " + expectation.blockLength());
        }
        for (ShardIndex.Shard shard : index.shards()) {
            Path file = folder.resolve(shard.file());
            MappedShard mapped = MappedShard.open(file, expectation.blockLength());
            String found = FileDigest.sha256(file);
            if (!found.equals(shard.sha256())) {
                mapped.close();
                throw new InvalidShard(file + ": its content has sha256 " + found + ", but the index beside it says "
                        + shard.sha256() + ": it was changed after packing; copy it again or pack the text again");
            }
            long filled = (shard.tokens() + index.blockLength() - 1) / index.blockLength();
            add(mapped, found, everyBlock() ? mapped.blocks() : filled);
        }
    }

    private void add(MappedShard mapped, String sha256, long samples) {
        String name = name(mapped.file());
        if (samples == 0) {
            mapped.close();
            notes.add(name + " holds nothing but padding and was passed over");
        } else {
            members.add(new ShardSet.Member(name, new ShardEntry(sha256, samples), mapped));
        }
    }

    private static List<Path> plainFiles(Path root) throws IOException {
        if (Files.isRegularFile(root)) {
            return List.of(root);
        }
        if (!Files.isDirectory(root)) {
            throw new InvalidShard(
                    root + ": there is no such file or folder; put the shards back, or correct the path");
        }
        try (Stream<Path> files = Files.walk(root, 2)) {
            List<Path> shards = files.filter(f -> f.toString().endsWith(ENDING) && Files.isRegularFile(f))
                    .sorted(Comparator.comparing(f -> root.relativize(f).toString()))
                    .toList();
            if (shards.isEmpty()) {
                throw new InvalidShard(root + ": holds neither " + ShardIndex.FILE + " nor " + ENDING
                        + " files; pack text into it with: steel pack --in … --tokenizer … --out " + root);
            }
            return shards;
        }
    }

    private static String name(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder.getFileName() == null
                ? file.getFileName().toString()
                : folder.getFileName() + "/" + file.getFileName();
    }
}
