package org.steelworks.core.aeron;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to the machine's media driver, driven by its owner's thread; it knows when the driver is lost. */
final class DriverClient {
    private static final Logger LOG = LoggerFactory.getLogger(DriverClient.class);

    private final DataPlaneContext context;
    private final Aeron aeron;
    private Throwable lastError;

    DriverClient(DataPlaneContext context) {
        this.context = context;
        try {
            this.aeron = Aeron.connect(new Aeron.Context()
                    .aeronDirectoryName(context.driverFolder().toString())
                    .clientName("steel stream " + context.inbox().stream())
                    .driverTimeoutMs(context.settings().driverTimeoutMs())
                    .useConductorAgentInvoker(true)
                    .awaitingIdleStrategy(context.idle())
                    .nanoClock(context.nanoClock())
                    .epochClock(context.epochClock())
                    .errorHandler(this::onError));
        } catch (AeronException e) {
            throw new DataPlaneLost(
                    "no media driver answers in " + context.driverFolder() + " (" + e.getMessage()
                            + "): is the node of this machine running?",
                    e);
        }
    }

    Aeron aeron() {
        return aeron;
    }

    /** Does the client's own work. @throws DataPlaneLost if the driver is gone or dropped this client */
    int doWork() {
        int done = aeron.conductorAgentInvoker().invoke();
        requireOpen();
        return done;
    }

    void requireOpen() {
        if (aeron.isClosed()) {
            String cause = lastError == null ? "this client was closed" : String.valueOf(lastError.getMessage());
            throw new DataPlaneLost(
                    "the media driver in " + context.driverFolder() + " is lost for stream "
                            + context.inbox().stream() + " (" + cause
                            + "): end this process, its node starts it again",
                    lastError);
        }
    }

    /** Subscriptions of the inbox: shared memory always, UDP if there is an address. Waits for the driver. */
    List<Subscription> openInbox() {
        List<Subscription> inbox = new ArrayList<>();
        inbox.add(subscribe("aeron:ipc"));
        if (!context.inbox().udp().isEmpty()) {
            inbox.add(subscribe("aeron:udp?endpoint=" + context.inbox().udp()));
        }
        return inbox;
    }

    /** The address that the kernel chose for port 0, or the one that was asked for. */
    Endpoint resolve(List<Subscription> inbox) {
        Endpoint asked = context.inbox();
        if (asked.udp().isEmpty()) {
            return asked;
        }
        Subscription udp = inbox.get(inbox.size() - 1);
        return new Endpoint(asked.machine(), asked.stream(), await("bind " + asked.udp(), udp::resolvedEndpoint));
    }

    void close() {
        aeron.close();
    }

    private Subscription subscribe(String channel) {
        long registration = aeron.asyncAddSubscription(channel, context.inbox().stream());
        return await("open " + channel, () -> aeron.getSubscription(registration));
    }

    private <T> T await(String what, Supplier<T> answer) {
        long deadlineNs = context.nanoClock().nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(context.settings().driverTimeoutMs());
        context.idle().reset();
        while (true) {
            int done = doWork();
            T given;
            try {
                given = answer.get();
            } catch (AeronException e) {
                throw new DataPlaneLost("the media driver cannot " + what + ": " + e.getMessage(), e);
            }
            if (given != null) {
                return given;
            }
            if (deadlineNs - context.nanoClock().nanoTime() < 0) {
                throw new DataPlaneLost(
                        "the media driver in " + context.driverFolder() + " did not " + what + " within "
                                + context.settings().driverTimeoutMs() + " ms",
                        null);
            }
            context.idle().idle(done);
        }
    }

    private void onError(Throwable error) {
        // The end of the client's agent follows from what ended it.
        if (!(error instanceof AgentTerminationException)) {
            lastError = error;
        }
        LOG.warn("Aeron client of stream {}: {}", context.inbox().stream(), error.toString());
    }
}
