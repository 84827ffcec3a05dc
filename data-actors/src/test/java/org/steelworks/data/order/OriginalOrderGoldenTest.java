package org.steelworks.data.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.steelworks.core.ledger.AppendRule;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.data.Goldens;
import org.steelworks.data.shard.ShardSet;

/** Against orders that the original loader and NumPy gave. */
@Tag("goldens")
class OriginalOrderGoldenTest {
    private static final String STEP3 = "data/step3/";
    /** The file does not name it; it is the only seed below two million with this order. */
    private static final long SEED_OF_ADDED = 666;

    @Test
    void shouldDrawAsNumpyAndPython() throws IOException {
        JsonNode golden = Goldens.json(STEP3 + "rng_goldens.json");
        for (JsonNode row : golden.path("permutation")) {
            NumpyGenerator generator = new NumpyGenerator(row.path("seed").asLong());
            int[] kept = Goldens.ints(row.path("perm"));
            assertThat(kept).hasSize(Math.min(row.path("n").asInt(), 200));
            assertThat(Arrays.copyOf(generator.permutation(row.path("n").asInt()), kept.length))
                    .isEqualTo(kept);
        }
        for (JsonNode row : golden.path("pcg64_raw")) {
            NumpyGenerator generator = new NumpyGenerator(row.path("seed").asLong());
            for (JsonNode raw : row.path("raw")) {
                assertThat(Long.toUnsignedString(generator.next64())).isEqualTo(raw.asText());
            }
        }
        for (JsonNode row : golden.path("shuffle_of_existing")) {
            NumpyGenerator generator = new NumpyGenerator(row.path("seed").asLong());
            assertThat(generator.permutation(50)).isEqualTo(Goldens.ints(row.path("perm50")));
            int[] values = new int[30];
            for (int i = 0; i < 30; i++) {
                values[i] = 3 * i;
            }
            generator.shuffle(values, 0, 30);
            assertThat(values).isEqualTo(Goldens.ints(row.path("then_shuffle_arange30x3")));
            assertThat(generator.permutation(9)).isEqualTo(Goldens.ints(row.path("then_perm9")));
        }
        for (JsonNode row : golden.path("python_shuffle")) {
            List<Integer> values = new ArrayList<>();
            for (int i = 0; i < row.path("n").asInt(); i++) {
                values.add(i);
            }
            new PythonRandom(row.path("seed").asLong()).shuffle(values);
            assertThat(values.stream().mapToInt(i -> i).toArray()).isEqualTo(Goldens.ints(row.path("order")));
        }
    }

    @Test
    void shouldOrderAsTheOriginalLoader() throws IOException {
        int compared = 0;
        for (JsonNode row : Goldens.json(STEP3 + "open/packed_order.json")) {
            if (row.path("world_size").asInt() != 1) {
                continue;
            }
            compared++;
            try (ShardSet set =
                    open(row.path("dataset").textValue(), row.path("block_len").asInt())) {
                assertThat(set.members())
                        .extracting(m -> m.mapped().file().getFileName().toString())
                        .containsExactlyElementsOf(texts(row.path("files")));
                DataLedger ledger = append(DataLedger.empty(), candidates(set), 0);
                assertThat(ledger.blocks()).isEqualTo(row.path("epoch_len").asLong());
                SampleOrder order = row.path("shuffle").asBoolean()
                        ? SampleOrder.original(row.path("seed_used").asLong(), ledger)
                        : SampleOrder.sequential(ledger);
                for (int i = 0; i < row.path("order").size(); i++) {
                    assertThat(order.blockOf(i))
                            .as("sample %d", i)
                            .isEqualTo(row.path("order").get(i).asLong());
                }
            }
        }
        assertThat(compared).isEqualTo(12);
    }

    @Test
    void shouldAddDataAsTheOriginalLoader() throws IOException {
        for (JsonNode row : Goldens.json(STEP3 + "open/packed_resume_add.json")) {
            long consumed = row.path("consumed").asLong();
            try (ShardSet set = open("chat_p1", 65)) {
                DataLedger base = append(DataLedger.empty(), pick(set, row.path("base_files")), 0);
                SampleOrder plain = SampleOrder.original(SEED_OF_ADDED, base);
                for (int i = 0; i < 30; i++) {
                    assertThat(plain.blockOf(consumed + i))
                            .isEqualTo(row.path("resume_plain_next30").get(i).asLong());
                }
                DataLedger longer = append(base, pick(set, row.path("added_files")), consumed);
                assertThat(longer.blocks())
                        .isEqualTo(row.path("total_blocks_after_add").asLong());
                SampleOrder added = SampleOrder.original(SEED_OF_ADDED, longer);
                JsonNode rest = row.path("resume_with_added_rest_plus20");
                for (int i = 0; i < rest.size(); i++) {
                    assertThat(added.blockOf(consumed + i))
                            .as("sample %d", i)
                            .isEqualTo(rest.get(i).asLong());
                }
                for (int i = 0; i < consumed; i++) {
                    assertThat(added.blockOf(i)).isEqualTo(plain.blockOf(i));
                }
            }
        }
    }

    private static ShardSet open(String dataset, int blockLength) throws IOException {
        return ShardSet.open(
                List.of(Goldens.path(STEP3 + "open/" + dataset)),
                new ShardSet.Expectation(blockLength, 151_643, ShardSet.Arrangement.AS_ORIGINAL));
    }

    private static DataLedger append(DataLedger ledger, List<AppendRule.Candidate> shards, long sample) {
        AppendRule.Decision decision = AppendRule.decide(ledger, shards, sample);
        assertThat(decision).as(decision.reason()).isInstanceOf(AppendRule.Accept.class);
        return ((AppendRule.Accept) decision).ledger();
    }

    private static List<AppendRule.Candidate> candidates(ShardSet set) {
        return set.members().stream()
                .map(member -> new AppendRule.Candidate(0, member.name(), member.entry()))
                .toList();
    }

    private static List<AppendRule.Candidate> pick(ShardSet set, JsonNode files) {
        List<AppendRule.Candidate> picked = new ArrayList<>();
        for (String file : texts(files)) {
            picked.add(candidates(set).stream()
                    .filter(c -> c.name().endsWith(file))
                    .findFirst()
                    .orElseThrow());
        }
        return picked;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.textValue()));
        return texts;
    }
}
