package org.steelworks.data.shard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.data.pack.InvalidShard;

/**
 * The shards behind the given files and folders, in order, mapped and identified by content. Reads are safe for any
 * thread; {@link #close} once no reader is left.
 */
public final class ShardSet implements AutoCloseable {
    /** In which order shards stand, and which of their blocks are samples. */
    public enum Arrangement {
        /** As given: index order or sorted names; blocks of nothing but padding at a shard's end are no samples. */
        AS_PACKED,
        /** As the original loader: ascending by its MD5 identity; every block is a sample. */
        AS_ORIGINAL
    }

    /**
     * What the recipe says about shards.
     *
     * @param blockLength tokens of a block, one more than the sequence length
     * @param padId token that pads; only asked for in folders without an index
     * @param arrangement order of shards
     */
    public record Expectation(int blockLength, int padId, Arrangement arrangement) {}

    /**
     * One shard of the set.
     *
     * @param name for messages: folder and file
     * @param entry content and samples, as the data ledger keeps them
     */
    public record Member(String name, ShardEntry entry, MappedShard mapped) {}

    private final List<Member> members;
    private final List<String> notes;
    private final Map<String, Member> byHash = new HashMap<>();

    private ShardSet(List<Member> members, List<String> notes) {
        this.members = List.copyOf(members);
        this.notes = List.copyOf(notes);
        members.forEach(member -> byHash.putIfAbsent(member.entry().sha256(), member));
    }

    /**
     * Opens shards and reads each of them once to verify its content.
     *
     * @param roots shard files, folders with an index, or folders whose {@code .bin} files lie in them or one level below
     * @throws InvalidShard when a shard is missing, changed, damaged, or of another block length; the message names it
     */
    public static ShardSet open(List<Path> roots, Expectation expectation) throws IOException {
        ShardSetReader reader = new ShardSetReader(expectation);
        try {
            for (Path root : roots) {
                reader.add(root);
            }
            return new ShardSet(reader.arranged(), reader.notes());
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** This set with the shards of another behind its own. It owns both: neither is closed by itself. */
    ShardSet with(ShardSet added) {
        List<Member> all = new ArrayList<>(members);
        all.addAll(added.members);
        List<String> said = new ArrayList<>(notes);
        said.addAll(added.notes);
        return new ShardSet(all, said);
    }

    /** What a user should know of files that were passed over, a sentence each. */
    public List<String> notes() {
        return notes;
    }

    /** The shards in order. */
    public List<Member> members() {
        return members;
    }

    /** Whether a shard with this content is among them. */
    boolean holds(ShardEntry entry) {
        return byHash.containsKey(entry.sha256());
    }

    /**
     * The shard with this content.
     *
     * @throws InvalidShard when the set holds none
     */
    public Member find(ShardEntry entry) throws InvalidShard {
        Member member = byHash.get(entry.sha256());
        if (member == null) {
            throw new InvalidShard(
                    "the shard with content sha256 " + entry.sha256() + " (" + entry.blocks()
                            + " blocks), which the run's data ledger lists, is in none of the files of data.train; put it back");
        }
        if (member.mapped().blocks() < entry.blocks()) {
            throw new InvalidShard(member.name() + ": the run's data ledger lists it with " + entry.blocks()
                    + " blocks, but it holds " + member.mapped().blocks() + " of "
                    + member.mapped().blockLength()
                    + " tokens; resume with the sequence length that the run began with");
        }
        return member;
    }

    @Override
    public void close() {
        members.forEach(member -> member.mapped().close());
    }
}
