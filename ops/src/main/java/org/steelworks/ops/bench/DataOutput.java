package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.digest.DigestStream;
import org.steelworks.data.shard.MappedShard;

/**
 * What a program made of a corpus, a digest for each item in order, so that programs that compute different things are not
 * compared as if they did the same.
 *
 * @param of what an item is, in the plural
 */
record DataOutput(String of, List<Digest128> items) {
    private static final ObjectMapper JSON = new ObjectMapper();

    DataOutput {
        items = List.copyOf(items);
    }

    /** Finds the output in the folder of a run. */
    interface Place {
        DataOutput in(Path folder) throws IOException;
    }

    /** Documents that were kept, by their texts. */
    static DataOutput documents(Path file) throws IOException {
        return new DataOutput("documents", lines(file, "text", (text, digest) -> put(digest, text.textValue())));
    }

    /** The ids of each text. */
    static DataOutput ids(Path file) throws IOException {
        return new DataOutput("texts", lines(file, "ids", (ids, digest) -> {
            int[] each = new int[ids.size()];
            Arrays.setAll(each, i -> ids.get(i).intValue());
            put(digest, each);
        }));
    }

    /**
     * The blocks of a folder's shards; those at the end that repeat one id, which only fill the last file, left out.
     *
     * @param length ids of a block
     */
    static DataOutput blocks(Path folder, int length) throws IOException {
        List<Digest128> blocks = new ArrayList<>();
        int filled = 0;
        int[] ids = new int[length];
        for (Path file : shards(folder)) {
            try (MappedShard shard = MappedShard.open(file, length)) {
                for (long block = 0; block < shard.blocks(); block++) {
                    shard.read(block, ids, 0);
                    DigestStream digest = new DigestStream();
                    put(digest, ids);
                    blocks.add(digest.digest());
                    filled = Arrays.stream(ids).allMatch(id -> id == ids[0]) ? filled : blocks.size();
                }
            }
        }
        return new DataOutput("blocks", blocks.subList(0, filled));
    }

    private static List<Path> shards(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".bin"))
                    .sorted()
                    .toList();
        }
    }

    private interface Putting {
        void put(JsonNode value, DigestStream digest);
    }

    private static List<Digest128> lines(Path file, String key, Putting putting) throws IOException {
        List<Digest128> items = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode value = JSON.readTree(line).path(key);
                if (value.isMissingNode()) {
                    throw new BenchFailure(file + " line " + (items.size() + 1) + " has no key \"" + key + "\"");
                }
                DigestStream digest = new DigestStream();
                putting.put(value, digest);
                items.add(digest.digest());
            }
        }
        return items;
    }

    private static void put(DigestStream digest, String text) {
        digest.put(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void put(DigestStream digest, int[] ids) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * ids.length);
        bytes.asIntBuffer().put(ids);
        digest.put(bytes);
    }

    /** Of all items in order. */
    String digest() {
        return Digest128.combine(items).hex();
    }

    /** How this differs from another, a sentence; empty where it does not. */
    Optional<String> differenceFrom(DataOutput other, String nameOfOther) {
        if (items.equals(other.items)) {
            return Optional.empty();
        }
        int same = 0;
        while (same < Math.min(items.size(), other.items.size())
                && items.get(same).equals(other.items.get(same))) {
            same++;
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "computes something else than %s: %,d %s instead of %,d, %,d of them are not among those of %s, %,d of %s are"
                        + " missing; the first difference is at number %,d",
                nameOfOther,
                items.size(),
                of,
                other.items.size(),
                without(other),
                nameOfOther,
                other.without(this),
                nameOfOther,
                same + 1));
    }

    /** Items that the other lacks, counted as often as they are there. */
    private int without(DataOutput other) {
        Map<Digest128, Integer> left = new HashMap<>();
        other.items.forEach(item -> left.merge(item, 1, Integer::sum));
        int lacking = 0;
        for (Digest128 item : items) {
            if (left.merge(item, -1, Integer::sum) < 0) {
                lacking++;
            }
        }
        return lacking;
    }
}
