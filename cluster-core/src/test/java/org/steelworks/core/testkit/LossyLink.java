package org.steelworks.core.testkit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.steelworks.core.aeron.LinkFaults;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.frame.FrameKey;

/** A link that does to each chunk what a seeded draw says. One thread, the data plane's. */
public final class LossyLink implements LinkFaults {
    private final Random random;
    private final Map<Fate, Double> shares;
    private final long delayNs;
    private final Map<Fate, Integer> drawn = new EnumMap<>(Fate.class);

    /**
     * @param shares part of the chunks per fate, 0..1, together at most 1; the rest pass
     * @param delayNs how long delayed chunks are held
     */
    public LossyLink(Random random, Map<Fate, Double> shares, long delayNs) {
        this.random = random;
        this.shares = new EnumMap<>(shares);
        this.delayNs = delayNs;
    }

    @Override
    public Fate fate(PeerId peer, FrameKey key, long payloadOffset) {
        Fate fate = draw();
        drawn.merge(fate, 1, Integer::sum);
        return fate;
    }

    @Override
    public long delayNs() {
        return delayNs;
    }

    /** How often a fate was drawn. */
    public int drawn(Fate fate) {
        return drawn.getOrDefault(fate, 0);
    }

    private Fate draw() {
        double at = random.nextDouble();
        for (Map.Entry<Fate, Double> share : shares.entrySet()) {
            at -= share.getValue();
            if (at < 0) {
                return share.getKey();
            }
        }
        return Fate.PASS;
    }
}
