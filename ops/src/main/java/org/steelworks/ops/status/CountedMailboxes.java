package org.steelworks.ops.status;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/** The counted mailboxes of one actor system, by the path of their actor. */
final class CountedMailboxes implements Extension {
    static final Id ID = new Id();

    /** Finds the mailboxes of a system. */
    static final class Id extends AbstractExtensionId<CountedMailboxes> {
        @Override
        public CountedMailboxes createExtension(ExtendedActorSystem system) {
            return new CountedMailboxes();
        }
    }

    private final Map<String, CountedMailbox.Queue> queues = new ConcurrentHashMap<>();

    void add(String path, CountedMailbox.Queue queue) {
        queues.put(path, queue);
    }

    void remove(String path) {
        queues.remove(path);
    }

    /** Messages that wait for the actor, 0 where its mailbox is not a counted one. */
    int length(String path) {
        CountedMailbox.Queue queue = queues.get(path);
        return queue == null ? 0 : queue.numberOfMessages();
    }
}
