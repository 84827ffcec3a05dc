package org.steelworks.core.node;

import java.util.List;

/**
 * The members of the cluster as one node sees them.
 *
 * @param members sorted by address
 */
public record ClusterView(List<Member> members) {
    /**
     * A member.
     *
     * @param address {@code pekko://steel@host:port}
     * @param node its name
     * @param roles its duties, sorted
     * @param status {@code joining}, {@code up}, {@code leaving}, {@code exiting} or {@code down}
     * @param reachable whether heartbeats arrive
     */
    public record Member(String address, String node, List<String> roles, String status, boolean reachable) {
        public Member {
            roles = List.copyOf(roles);
        }
    }

    public ClusterView {
        members = List.copyOf(members);
    }
}
