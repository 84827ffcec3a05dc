package org.steelworks.ops.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Server-sent events: each with an id that a reader names in {@code Last-Event-ID} to go on behind it, and a comment
 * line every 15 s so that neither side takes silence for death.
 */
final class EventStream {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final ByteString BEAT = ByteString.fromString(": still here\n\n");
    private static final ByteString OPENING = ByteString.fromString("retry: 1000\n\n");
    private static final ContentType TYPE = MediaTypes.TEXT_EVENT_STREAM.toContentType();

    /** One event; {@code data} may have several lines. */
    record Event(long id, String type, String data) {
        ByteString bytes() {
            StringBuilder out = new StringBuilder();
            out.append("id: ").append(id).append("\nevent: ").append(type).append('\n');
            for (String line : data.split("\n", -1)) {
                out.append("data: ").append(line).append('\n');
            }
            return ByteString.fromArray(out.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private EventStream() {}

    static HttpResponse of(Source<Event, NotUsed> events) {
        Source<ByteString, NotUsed> bytes =
                Source.single(OPENING).concat(events.map(Event::bytes)).keepAlive(HEARTBEAT, () -> BEAT);
        return HttpResponse.create()
                .withEntity(HttpEntities.createChunked(TYPE, bytes))
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }

    /** The id behind which a reader goes on, {@code fallback} where it names none. */
    static long after(Call call, long fallback) {
        return call.header("Last-Event-ID")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(fallback);
    }
}
