package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Prints a job's log as it grows. It goes by byte offset: after a lost connection nothing is missing and nothing comes
 * twice.
 */
final class LogFollower {
    private static final Set<String> ENDED = Set.of("stopped", "failed", "succeeded");
    private static final long LOOK_AGAIN_MS = 300;
    private static final long RETRY_MS = 1000;
    private static final long GIVE_UP_NS = TimeUnit.MINUTES.toNanos(5);

    private final ApiClient client;
    private final String id;
    private final PrintWriter out;
    private final PrintWriter notes;
    private long offset;

    LogFollower(ApiClient client, String id, PrintWriter out, PrintWriter notes) {
        this.client = client;
        this.id = id;
        this.out = out;
        this.notes = notes;
    }

    /** Prints what is there. */
    void once() {
        while (print(true)) {
            out.flush();
        }
    }

    /** Prints until the job has ended and all of its log is out; returns how the job stands. */
    JsonNode follow() throws InterruptedException {
        JsonNode job = client.job(id);
        long lostNs = 0;
        while (true) {
            try {
                // The state is asked before the log is read: what an ended job wrote is all there.
                job = client.job(id);
                boolean ended = ended(job);
                while (print(ended)) {
                    out.flush();
                }
                if (ended) {
                    return job;
                }
                if (lostNs != 0) {
                    notes.println("The cluster answers again.");
                    lostNs = 0;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
            } catch (CommandFailure failure) {
                lostNs = lost(failure, lostNs);
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
            }
        }
    }

    private long lost(CommandFailure failure, long sinceNs) {
        if (failure.exitCode() != CommandFailure.UNREACHABLE
                || sinceNs != 0 && System.nanoTime() - sinceNs > GIVE_UP_NS) {
            throw failure;
        }
        if (sinceNs == 0) {
            notes.println("The cluster does not answer; trying for 5 minutes, the log goes on where it was.");
            return System.nanoTime();
        }
        return sinceNs;
    }

    static boolean ended(JsonNode job) {
        return ENDED.contains(job.path("state").asText().toLowerCase(Locale.ROOT));
    }

    /** Prints one part; false where nothing (whole) is left. */
    private boolean print(boolean last) {
        byte[] bytes = client.log(id, offset).bytes();
        int length = wholeCharacters(bytes);
        if (length == 0 && last) {
            length = bytes.length;
        }
        out.print(new String(bytes, 0, length, StandardCharsets.UTF_8));
        offset += length;
        return length > 0;
    }

    /** How many of the bytes end with a whole UTF-8 character. */
    static int wholeCharacters(byte[] bytes) {
        int at = bytes.length;
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int value = bytes[bytes.length - back] & 0xFF;
            int size = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC0 ? 2 : 1;
            if (value < 0x80 || value >= 0xC0) {
                return size > back ? at - back : at;
            }
        }
        return at;
    }
}
