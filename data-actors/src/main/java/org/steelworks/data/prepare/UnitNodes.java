package org.steelworks.data.prepare;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;

/** The data nodes that a coordinator knows, by the name of their place. Not thread-safe. */
final class UnitNodes {
    private final Map<String, ActorRef<UnitHost.Command>> hosts = new HashMap<>();
    private final Map<String, String> refusals = new TreeMap<>();

    /** What a listing changed. */
    record Change(Set<String> appeared, Set<String> vanished) {}

    /** The hosts that can be reached now. Those that vanished may only be slow to answer, and can come back. */
    Change listed(Set<ActorRef<UnitHost.Command>> reachable) {
        Map<String, ActorRef<UnitHost.Command>> now = new HashMap<>();
        reachable.forEach(host -> now.put(place(host), host));
        Set<String> appeared = new HashSet<>(now.keySet());
        appeared.removeAll(hosts.keySet());
        Set<String> vanished = new HashSet<>(hosts.keySet());
        vanished.removeAll(now.keySet());
        hosts.putAll(now);
        hosts.keySet().removeAll(vanished);
        refusals.keySet().retainAll(hosts.keySet());
        return new Change(appeared, vanished);
    }

    /** The host at a place, or null where it cannot be reached now. */
    ActorRef<UnitHost.Command> host(String place) {
        return hosts.get(place);
    }

    /** Says why a place gets nothing, until it is {@link #forgiven}; whether that is news. */
    boolean refused(String place, String reason) {
        return !reason.equals(refusals.put(place, reason));
    }

    void forgiven(String place) {
        refusals.remove(place);
    }

    /** Why no unit is in work, a sentence. */
    String obstacle() {
        if (hosts.isEmpty()) {
            return "waits for a data node, the cluster has none that answers: start one, or look at those it had";
        }
        StringBuilder reasons = new StringBuilder("no data node can do a unit now");
        refusals.forEach((place, reason) ->
                reasons.append("; ").append(name(place)).append(": ").append(reason));
        int busy = hosts.size() - refusals.size();
        if (busy > 0) {
            reasons.append("; ").append(busy).append(" have as many units of other jobs as they take");
        }
        return reasons.toString();
    }

    private static String place(ActorRef<UnitHost.Command> host) {
        Address address = host.path().address();
        return (address.hasGlobalScope() ? address.hostPort().replaceFirst("^.*@", "") : "this node") + " "
                + host.path().uid();
    }

    /** A place as people call it: the node's address. */
    static String name(String place) {
        return place.substring(0, place.lastIndexOf(' '));
    }
}
