package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.recipe.ModelConfigReader;
import org.steelworks.gpu.worker.ExchangeProbe;

/** One member of {@link ExchangeBench}: prints the seconds of its rounds as a JSON array and ends. */
public final class ExchangeMain {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ExchangeMain() {}

    /** @param arguments one JSON object: member, streams, machine, driver, rounds, model */
    public static void main(String[] arguments) throws Exception {
        JsonNode told = JSON.readTree(arguments[0]);
        List<Endpoint> inboxes = new ArrayList<>();
        told.path("streams")
                .forEach(stream -> inboxes.add(new Endpoint(told.path("machine").asText(), stream.asInt(), "")));
        ExchangeProbe.Settings settings = new ExchangeProbe.Settings(
                told.path("member").asInt(),
                inboxes,
                ModelConfigReader.read(told.path("model").toString(), "the exchange's model"),
                1);
        try (ExchangeProbe probe = new ExchangeProbe(
                settings, ExchangeSettings.aeron(), Path.of(told.path("driver").asText()))) {
            System.out.println(
                    JSON.writeValueAsString(probe.run(told.path("rounds").asInt())));
        }
    }
}
