package org.steelworks.data.actor;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.steelworks.core.id.RunId;

/** What other threads want of the agent; bounded, and nothing is lost when the agent ends. Any thread. */
final class FeedInbox {
    sealed interface Command {}

    /** @param failed told why the run is not served any more */
    record Serve(FeedOrder order, Consumer<String> failed) implements Command {}

    /** @param done completed once nothing of the run is read any more */
    record Stop(RunId run, CompletableFuture<Void> done) implements Command {}

    private final int max;
    private final Queue<Command> queue = new ArrayDeque<>();
    private String end;

    FeedInbox(int max) {
        this.max = max;
    }

    /** @return false when too many wait */
    boolean offer(Command command) {
        String refusal;
        synchronized (this) {
            if (end == null && queue.size() >= max) {
                return false;
            }
            if (end == null) {
                queue.add(command);
                return true;
            }
            refusal = end;
        }
        refuse(command, refusal);
        return true;
    }

    /** The next one, null if none waits. */
    synchronized Command poll() {
        return queue.poll();
    }

    /** The agent reads nothing any more; commands from now on are answered with {@code reason}. */
    void end(String reason) {
        synchronized (this) {
            end = reason;
        }
        for (Command command = poll(); command != null; command = poll()) {
            refuse(command, reason);
        }
    }

    private static void refuse(Command command, String reason) {
        if (command instanceof Serve serve) {
            serve.failed().accept(reason);
        } else if (command instanceof Stop stop) {
            stop.done().complete(null);
        }
    }
}
