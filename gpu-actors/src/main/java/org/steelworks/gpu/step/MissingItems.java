package org.steelworks.gpu.step;

import java.util.ArrayList;
import java.util.List;

/** Items a member lacks, by the peer that should send them; bounded per peer, the rest is asked for next time. */
final class MissingItems {
    /** Most items of one request: a request fits one frame. */
    static final int LIMIT = 256;

    private final List<List<Item>> byPeer = new ArrayList<>();

    MissingItems(int members) {
        for (int i = 0; i < members; i++) {
            byPeer.add(new ArrayList<>());
        }
    }

    void add(int peer, Item item) {
        if (byPeer.get(peer).size() < LIMIT) {
            byPeer.get(peer).add(item);
        }
    }

    void ask(StepPort port) {
        for (int peer = 0; peer < byPeer.size(); peer++) {
            if (!byPeer.get(peer).isEmpty()) {
                port.ask(peer, List.copyOf(byPeer.get(peer)));
            }
        }
    }

    List<Integer> peers() {
        List<Integer> peers = new ArrayList<>();
        for (int peer = 0; peer < byPeer.size(); peer++) {
            if (!byPeer.get(peer).isEmpty()) {
                peers.add(peer);
            }
        }
        return peers;
    }
}
