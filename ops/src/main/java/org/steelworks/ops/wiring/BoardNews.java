package org.steelworks.ops.wiring;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.run.RunStatus;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.ops.metrics.Meters;
import org.steelworks.ops.process.SlotStatus;
import org.steelworks.ops.run.RunNews;
import org.steelworks.ops.status.RunEvent;
import org.steelworks.ops.status.StatusBoard;
import org.steelworks.ops.status.WorkerView;

/** Turns what runs and worker slots say of themselves into updates of the status board. Any thread. */
final class BoardNews {
    /** Where a worker stands in its run. */
    private record Place(String run, long generation, long step, String device, long progressMs) {}

    private final Consumer<StatusBoard.Update> board;
    private final Meters meters;
    private final Clock clock;
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final Map<String, WorkerView> workers = new ConcurrentHashMap<>();

    BoardNews(Consumer<StatusBoard.Update> board, Meters meters, Clock clock) {
        this.board = board;
        this.meters = meters;
        this.clock = clock;
    }

    /** News of a run on this node. */
    void run(RunNews news) {
        if (news instanceof RunNews.Noticed noticed) {
            notice(noticed);
        } else if (news instanceof RunNews.Told told) {
            told(told);
        } else if (news instanceof RunNews.Changed changed) {
            members(changed.status());
        } else if (news instanceof RunNews.Stepped stepped) {
            long step = stepped.progress().step();
            places.replaceAll((worker, place) -> place.run.equals(stepped.run().value())
                    ? new Place(place.run, place.generation, step, place.device, clock.millis())
                    : place);
            workers.keySet().forEach(this::tellWorker);
        }
    }

    private void notice(RunNews.Noticed noticed) {
        RunNotice notice = noticed.notice();
        boolean timed = !Double.isNaN(notice.recoverySeconds());
        if (timed) {
            meters.recovery(notice.recoverySeconds());
        }
        board.accept(new StatusBoard.RunHappened(new RunEvent(
                noticed.time().toEpochMilli(),
                noticed.run().value(),
                notice.type().key(),
                notice.generation(),
                notice.worker().isEmpty() ? null : notice.worker(),
                notice.step() < 0 ? null : notice.step(),
                notice.reason(),
                timed ? notice.recoverySeconds() : null)));
    }

    private void told(RunNews.Told told) {
        if (!told.type().equals(RunNews.Told.PROGRESS)) {
            board.accept(new StatusBoard.RunHappened(new RunEvent(
                    told.time().toEpochMilli(),
                    told.run().value(),
                    told.type(),
                    null,
                    told.node().isEmpty() ? null : told.node(),
                    null,
                    told.reason(),
                    null)));
        }
    }

    private void members(RunStatus status) {
        String run = status.run().value();
        places.values().removeIf(place -> place.run.equals(run));
        for (Member member : status.members()) {
            places.put(
                    member.worker().toString(),
                    new Place(run, status.generation(), Math.max(status.step(), 0), status.device(), clock.millis()));
        }
        workers.keySet().forEach(this::tellWorker);
    }

    /** What a slot of this node says. */
    void slot(SlotStatus status) {
        String id = status.worker().toString();
        WorkerView before = workers.get(id);
        WorkerView.State state = state(status);
        long changed = before != null && before.state() == state && before.pid() == status.pid()
                ? before.changedMs()
                : clock.millis();
        workers.put(
                id,
                new WorkerView(
                        id,
                        status.worker().node(),
                        status.pid(),
                        device(TrainSpec.Device.CPU.key(), status.worker()),
                        status.run().isEmpty() ? null : status.run(),
                        state,
                        0,
                        0,
                        status.restarts(),
                        status.lastFailure().isEmpty() ? null : status.lastFailure(),
                        changed,
                        status.lastProgress() == null
                                ? 0
                                : status.lastProgress().toEpochMilli()));
        tellWorker(id);
    }

    private static String device(String kind, WorkerId worker) {
        return kind + ":" + worker.slot();
    }

    private static WorkerView.State state(SlotStatus status) {
        return switch (status.state()) {
            case STARTING -> WorkerView.State.STARTING;
            case IDLE -> WorkerView.State.IDLE;
            case IN_RUN -> WorkerView.State.RUNNING;
            case BACKOFF -> WorkerView.State.LOST;
            case FAILED -> WorkerView.State.STOPPED;
        };
    }

    private void tellWorker(String id) {
        WorkerView worker = workers.get(id);
        Place place = places.get(id);
        boolean running = worker.state() == WorkerView.State.RUNNING;
        WorkerView.State state = running && place == null ? WorkerView.State.CATCHING_UP : worker.state();
        board.accept(new StatusBoard.WorkerChanged(new WorkerView(
                worker.id(),
                worker.node(),
                worker.pid(),
                running && place != null ? device(place.device, WorkerId.parse(worker.id())) : worker.device(),
                worker.job(),
                state,
                running && place != null ? place.step : 0,
                running && place != null ? place.generation : 0,
                worker.restarts(),
                worker.lastFailure(),
                worker.changedMs(),
                Math.max(worker.progressMs(), running && place != null ? place.progressMs : 0))));
    }
}
