package org.steelworks.core.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityEvent;
import org.apache.pekko.cluster.ClusterEvent.UnreachableMember;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/** Turns the cluster's events into a {@link ClusterView} and tells it after each change, the first one at once. */
public final class MembershipWatcher extends AbstractBehavior<ClusterDomainEvent> {
    private final ActorRef<ClusterView> listener;
    private final SortedMap<String, ClusterView.Member> members = new TreeMap<>();

    private MembershipWatcher(ActorContext<ClusterDomainEvent> context, ActorRef<ClusterView> listener) {
        super(context);
        this.listener = listener;
        Cluster cluster = Cluster.get(context.getSystem());
        cluster.subscriptions().tell(Subscribe.create(context.getSelf(), ClusterDomainEvent.class));
        cluster.state().getMembers().forEach(member -> put(member, true));
        cluster.state().getUnreachable().forEach(member -> put(member, false));
        tell();
    }

    /** Watches the cluster of the actor's own system. */
    public static Behavior<ClusterDomainEvent> create(ActorRef<ClusterView> listener) {
        return Behaviors.setup(context -> new MembershipWatcher(context, listener));
    }

    @Override
    public Receive<ClusterDomainEvent> createReceive() {
        return newReceiveBuilder()
                .onMessage(MemberRemoved.class, this::onRemoved)
                .onMessage(MemberEvent.class, this::onMember)
                .onMessage(ReachabilityEvent.class, this::onReachability)
                .onMessage(ClusterDomainEvent.class, other -> this)
                .build();
    }

    private Behavior<ClusterDomainEvent> onRemoved(MemberRemoved event) {
        members.remove(event.member().address().toString());
        tell();
        return this;
    }

    private Behavior<ClusterDomainEvent> onMember(MemberEvent event) {
        ClusterView.Member before = members.get(event.member().address().toString());
        put(event.member(), before == null || before.reachable());
        tell();
        return this;
    }

    private Behavior<ClusterDomainEvent> onReachability(ReachabilityEvent event) {
        put(event.member(), !(event instanceof UnreachableMember));
        tell();
        return this;
    }

    private void put(org.apache.pekko.cluster.Member member, boolean reachable) {
        String address = member.address().toString();
        List<String> roles = new ArrayList<>();
        for (String role : member.getRoles()) {
            if (NodeSettings.isDuty(role)) {
                roles.add(role);
            }
        }
        roles.sort(null);
        members.put(
                address,
                new ClusterView.Member(
                        address,
                        NodeSettings.nodeName(member.getRoles(), address),
                        roles,
                        member.status().toString().toLowerCase(Locale.ROOT),
                        reachable));
    }

    private void tell() {
        listener.tell(new ClusterView(List.copyOf(members.values())));
    }
}
