package org.steelworks.ops.dashboard;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.steelworks.core.job.JobState;
import org.steelworks.ops.status.ActorView;
import org.steelworks.ops.status.WorkerView;

/** Small pieces that pages share: states as colour, icon and word; times that the page turns into ages; numbers. */
final class Words {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final Language language;

    Words(Language language) {
        this.language = language;
    }

    String say(String key, Object... arguments) {
        return language.say(key, arguments);
    }

    String badge(JobState state) {
        return switch (state) {
            case RUNNING -> badge("good", "▶", "job.running");
            case SUCCEEDED -> badge("good", "✓", "job.succeeded");
            case STARTING -> badge("busy", "◔", "job.starting");
            case STOPPING -> badge("busy", "◑", "job.stopping");
            case QUEUED -> badge("calm", "⋯", "job.queued");
            case STOPPED -> badge("calm", "■", "job.stopped");
            case FAILED -> badge("bad", "✕", "job.failed");
        };
    }

    String badge(WorkerView.State state) {
        return switch (state) {
            case RUNNING -> badge("good", "▶", "worker.running");
            case IDLE -> badge("calm", "●", "worker.idle");
            case STARTING -> badge("busy", "◔", "worker.starting");
            case CATCHING_UP -> badge("busy", "⇡", "worker.catching_up");
            case LOST -> badge("bad", "✕", "worker.lost");
            case STOPPED -> badge("calm", "■", "worker.stopped");
        };
    }

    String badge(ActorView.State state) {
        return switch (state) {
            case RUNNING -> badge("good", "●", "actor.running");
            case BUSY -> badge("busy", "◔", "actor.busy");
            case RESTARTING -> badge("bad", "↻", "actor.restarting");
            case STOPPED -> badge("calm", "■", "actor.stopped");
        };
    }

    /** A member's status; unreachable ones are shown as such. */
    String member(String status, boolean reachable) {
        if (!reachable) {
            return badge("bad", "✕", "member.unreachable");
        }
        return switch (status) {
            case "up" -> badge("good", "●", "member.up");
            case "joining", "weaklyup" -> badge("busy", "◔", "member.joining");
            case "down" -> badge("bad", "✕", "member.down");
            default -> badge("busy", "◑", "member.leaving");
        };
    }

    /** Colour, icon and word of an event; a type without words of its own is shown as it is. */
    String event(String type) {
        String tone =
                switch (type) {
                    case "lost", "node_lost", "unit_failed", "expelled", "failed", "checkpoint_failed", "non_finite" ->
                        "bad";
                    case "overdue", "waiting", "node_refused", "unit_moved", "stopping", "stopped" -> "busy";
                    case "recovered",
                            "checkpoint",
                            "joined",
                            "node_joined",
                            "ready",
                            "data_added",
                            "data_mixed",
                            "ended" -> "good";
                    default -> "calm";
                };
        String icon =
                switch (tone) {
                    case "bad" -> "✕";
                    case "busy" -> "◔";
                    case "good" -> "✓";
                    default -> "●";
                };
        String key = "event." + type;
        return badgeOf(tone, icon, language.keys().contains(key) ? say(key) : type);
    }

    private String badge(String tone, String icon, String key) {
        return badgeOf(tone, icon, say(key));
    }

    private static String badgeOf(String tone, String icon, String word) {
        return new Html()
                .open("span", "class", "badge " + tone)
                .element("span", icon, "class", "icon", "aria-hidden", "true")
                .text(word)
                .close("span")
                .toString();
    }

    /** A moment that the page shows as an age and its tooltip as a time; a dash for 0. */
    String age(long ms) {
        if (ms == 0) {
            return "–";
        }
        Instant at = Instant.ofEpochMilli(ms);
        return new Html()
                .element("time", TIME.format(at), "datetime", at.toString(), "title", TIME.format(at), "data-age", "")
                .toString();
    }

    /** A number with thin groups, such as 1 070 000. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
    }

    /** A number with so many decimals; a dash for null and what is not finite. */
    static String number(Double value, int decimals) {
        return value == null || !Double.isFinite(value)
                ? "–"
                : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
