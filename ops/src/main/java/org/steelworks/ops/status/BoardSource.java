package org.steelworks.ops.status;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.typed.javadsl.ActorSource;

/** Reads a {@link StatusBoard}. */
final class BoardSource implements ClusterStateSource {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BUFFER = 2 * StatusBoard.KEPT_CHANGES;
    private static final String FULL = "full";

    private final ActorRef<StatusBoard.Command> board;
    private final ActorSystem<?> system;

    BoardSource(ActorRef<StatusBoard.Command> board, ActorSystem<?> system) {
        this.board = board;
        this.system = system;
    }

    /** Tells a subscriber that there are too many; its stream fails. */
    static StatusChange full(long changeId) {
        return new StatusChange(changeId, StatusChange.Subject.RESET, FULL, null);
    }

    @Override
    public CompletionStage<ClusterSnapshot> snapshot() {
        return AskPattern.ask(board, StatusBoard.GetSnapshot::new, PATIENCE, system.scheduler());
    }

    @Override
    public Source<StatusChange, NotUsed> changes(long after) {
        return ActorSource.<StatusChange>actorRef(
                        change -> false,
                        change -> change.name().equals(FULL)
                                ? Optional.of(new IllegalStateException("too many readers of changes"))
                                : Optional.empty(),
                        BUFFER,
                        OverflowStrategy.fail())
                .mapMaterializedValue(subscriber -> {
                    board.tell(new StatusBoard.Subscribe(after, subscriber));
                    return NotUsed.getInstance();
                });
    }
}
