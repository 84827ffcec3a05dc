package org.steelworks.data.actor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.aeron.DataPlane;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.PeerId;

/** Streams to members: a process that goes from one run to the next keeps its stream while either needs it. One thread. */
final class FeedPeers {
    private final DataPlane plane;
    private final Map<PeerId, Integer> uses = new HashMap<>();

    FeedPeers(DataPlane plane) {
        this.plane = plane;
    }

    /**
     * Opens streams to all of them, or to none.
     *
     * @throws IllegalArgumentException if one of them cannot be reached from here
     */
    void take(List<PeerId> peers, List<Endpoint> endpoints) {
        List<PeerId> taken = new ArrayList<>();
        try {
            for (int i = 0; i < peers.size(); i++) {
                plane.connect(peers.get(i), endpoints.get(i));
                uses.merge(peers.get(i), 1, Integer::sum);
                taken.add(peers.get(i));
            }
        } catch (IllegalArgumentException e) {
            giveBack(taken);
            throw e;
        }
    }

    /** Ends the streams that nobody else uses. */
    void giveBack(List<PeerId> peers) {
        for (PeerId peer : peers) {
            if (uses.merge(peer, -1, Integer::sum) == 0) {
                uses.remove(peer);
                plane.disconnect(peer);
            }
        }
    }
}
