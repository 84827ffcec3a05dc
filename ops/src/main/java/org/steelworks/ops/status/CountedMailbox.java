package org.steelworks.ops.status;

import com.typesafe.config.Config;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import org.apache.pekko.dispatch.UnboundedMessageQueueSemantics;
import scala.Option;

/** The ordinary mailbox, with its length known at no cost to the sender; named by {@code steel.counted-mailbox}. */
public final class CountedMailbox implements MailboxType, ProducesMessageQueue<CountedMailbox.Queue> {
    /** Made by Pekko from the configuration. */
    public CountedMailbox(ActorSystem.Settings settings, Config config) {}

    @Override
    public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
        Queue queue = new Queue();
        if (owner.isDefined() && system.isDefined()) {
            CountedMailboxes.ID.get(system.get()).add(owner.get().path().toStringWithoutAddress(), queue);
        }
        return queue;
    }

    /** Messages that wait, and how many. */
    static final class Queue implements MessageQueue, UnboundedMessageQueueSemantics {
        private final ConcurrentLinkedQueue<Envelope> messages = new ConcurrentLinkedQueue<>();
        private final AtomicInteger length = new AtomicInteger();

        @Override
        public void enqueue(ActorRef receiver, Envelope message) {
            length.incrementAndGet();
            messages.add(message);
        }

        @Override
        public Envelope dequeue() {
            Envelope message = messages.poll();
            if (message != null) {
                length.decrementAndGet();
            }
            return message;
        }

        @Override
        public int numberOfMessages() {
            return length.get();
        }

        @Override
        public boolean hasMessages() {
            return !messages.isEmpty();
        }

        @Override
        public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
            Envelope message = dequeue();
            while (message != null) {
                deadLetters.enqueue(owner, message);
                message = dequeue();
            }
        }
    }
}
