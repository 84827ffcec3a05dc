package org.steelworks.data.shard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.ledger.AppendRule;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.Mixture;
import org.steelworks.core.spec.DataSpec.ShardSource;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.pack.InvalidShard;

/**
 * The shard sets of a run in the order of the recipe, opened. Reads are safe for any thread; {@link #close} once no reader
 * is left.
 */
public final class ShardMixture implements AutoCloseable {
    private final String key;
    private final List<ShardSource> sources;
    private final List<ShardSet> sets;

    private ShardMixture(String key, List<ShardSource> sources, List<ShardSet> sets) {
        this.key = key;
        this.sources = List.copyOf(sources);
        this.sets = List.copyOf(sets);
    }

    /**
     * Opens the sets, reading each shard once.
     *
     * @param key of the recipe, for messages
     * @param sources its value; at least one
     * @throws InvalidShard when a shard is missing, changed, damaged, or of another block length; the message names it
     */
    public static ShardMixture open(String key, List<ShardSource> sources, ShardSet.Expectation expectation)
            throws IOException {
        List<ShardSet> sets = new ArrayList<>();
        try {
            for (ShardSource source : sources) {
                sets.add(ShardSet.open(List.of(Path.of(source.path())), expectation));
            }
        } catch (IOException | RuntimeException e) {
            sets.forEach(ShardSet::close);
            throw e;
        }
        return new ShardMixture(key, sources, sets);
    }

    /**
     * These sets with more shards in one of them. The answer owns all of them: neither this mixture nor {@code added} is
     * closed by itself any more.
     *
     * @param set number of the set, from 0
     */
    public ShardMixture with(int set, ShardSet added) {
        List<ShardSet> changed = new ArrayList<>(sets);
        changed.set(set, sets.get(set).with(added));
        return new ShardMixture(key, sources, changed);
    }

    /**
     * The same with shards that were offered for one of the sets, as {@link #with(int, ShardSet)}; an offer of nothing but
     * what the set holds already is closed.
     */
    public ShardMixture with(int set, ShardOffer offer) {
        boolean held = offer.shards().members().stream()
                .allMatch(member -> sets.get(set).holds(member.entry()));
        if (held) {
            offer.close();
            return this;
        }
        return with(set, offer.shards());
    }

    /** What each of the sets holds. */
    public List<List<ListedShard>> listed() {
        return sets.stream().map(ShardListing::of).toList();
    }

    /** The sets, as the data ledger numbers them. */
    public List<ShardSet> sets() {
        return sets;
    }

    /** What a user should know of files that were passed over, a sentence each. */
    public List<String> notes() {
        return sets.stream().flatMap(set -> set.notes().stream()).toList();
    }

    /**
     * The ledger of a run that begins with these shards, with a sentence why.
     *
     * @throws InvalidShard when a set has no samples or two shards have the same content; the message names them
     */
    public AppendRule.Accept begin() throws InvalidShard {
        List<AppendRule.Candidate> candidates = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            for (ShardSet.Member member : sets.get(set).members()) {
                String name = sets.size() == 1
                        ? member.name()
                        : member.mapped().file().toString();
                candidates.add(new AppendRule.Candidate(set, name, member.entry()));
            }
            if (sets.get(set).members().isEmpty()) {
                throw new InvalidShard(key + ": " + sources.get(set).path()
                        + " holds nothing but padding; leave it out, or pack text into it");
            }
        }
        List<Long> weights =
                Mixture.wholeWeights(sources.stream().map(ShardSource::weight).toList());
        AppendRule.Decision decision = AppendRule.decide(DataLedger.empty(weights), candidates, 0);
        if (decision instanceof AppendRule.Accept accept) {
            return accept;
        }
        throw new InvalidShard(key + ": " + decision.reason());
    }

    @Override
    public void close() {
        sets.forEach(ShardSet::close);
    }
}
