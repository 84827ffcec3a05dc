package org.steelworks.ops.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.RunCommand;
import org.steelworks.core.job.RunRequest;
import org.steelworks.core.job.RunUpdate;
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.recipe.RecipeReader;
import org.steelworks.data.prepare.UnitHost;
import org.steelworks.ops.run.RunNews;

@Timeout(120)
class CleaningJobActorTest {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temp;

    private ActorTestKit kit;
    private TestProbe<RunUpdate> scheduler;
    private final Queue<RunNews> news = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() throws IOException {
        kit = ActorTestKit.create();
        scheduler = kit.createTestProbe(RunUpdate.class);
        Files.writeString(
                temp.resolve("short.yaml"),
                """
                process:
                  - text_length_filter:
                      min_len: 5
                """);
        Files.writeString(temp.resolve("texts.jsonl"), "{\"text\": \"long enough\"}\n{\"text\": \"no\"}\n");
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private ActorRef<RunCommand> launch(boolean resume, long fence) {
        Recipe recipe = new RecipeReader(path -> {
                    throw new IllegalArgumentException("a cleaning has no model");
                })
                .read(
                        "kind: prepare\nprepare: {in: [texts.jsonl], recipe: short.yaml}\n",
                        "clean.yaml",
                        temp,
                        Overrides.none());
        RunRequest request = new RunRequest(
                new JobId("prepare-1"), recipe, temp.resolve("job"), resume, 0, fence, scheduler.getRef());
        return kit.spawn(CleaningJob.launch(request, news::add, Clock.systemUTC()), DispatcherSelector.blocking());
    }

    private <T extends RunUpdate> T await(Class<T> kind) {
        RunUpdate update = scheduler.receiveMessage(WAIT);
        while (!kind.isInstance(update)) {
            update = scheduler.receiveMessage(WAIT);
        }
        return kind.cast(update);
    }

    private List<String> types() throws IOException {
        List<String> types = new ArrayList<>();
        for (String line : Files.readAllLines(temp.resolve("job/events.jsonl"))) {
            JsonNode event = JSON.readTree(line);
            assertThat(event.path("reason").asText()).isNotEmpty();
            types.add(event.path("type").asText());
        }
        return types;
    }

    @Test
    void shouldKeepItsEventsAcrossAStop() throws IOException {
        ActorRef<RunCommand> first = launch(false, 1);
        assertThat(await(RunUpdate.Waiting.class).reason()).contains("waits for a data node");
        first.tell(new RunCommand.Stop());
        await(RunUpdate.Stopped.class);
        kit.stop(first, WAIT);
        kit.spawn(UnitHost.create(1), DispatcherSelector.blocking());

        launch(true, 2);
        await(RunUpdate.Finished.class);

        // the second life may wait too, until it sees the node
        assertThat(types())
                .startsWith("started", "planned", "waiting", "stopped", "started", "planned")
                .containsSubsequence("stopped", "planned", "node_joined", "ended")
                .endsWith("ended");
        assertThat(news)
                .filteredOn(told ->
                        told instanceof RunNews.Told event && !event.type().equals(RunNews.Told.PROGRESS))
                .extracting(told -> ((RunNews.Told) told).type())
                .containsExactlyElementsOf(types());
        assertThat(temp.resolve("job/texts.jsonl")).content().isEqualTo("{\"text\": \"long enough\"}\n");
    }

    @Test
    void shouldFailWhereANewerSchedulerHadTheFolder() throws IOException {
        Files.createDirectories(temp.resolve("job"));
        Files.writeString(temp.resolve("job/run.lock"), "%020d%n".formatted(7));

        launch(false, 6);

        assertThat(await(RunUpdate.Failed.class).reason())
                .contains(temp.resolve("job").toString(), "a newer one owns the run");
    }
}
