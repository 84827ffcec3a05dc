package org.steelworks.eval.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.steelworks.core.digest.Digest128;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.ShardIndex;
import org.steelworks.data.shard.ShardSet;
import org.steelworks.eval.model.LanguageModel;
import org.steelworks.eval.score.SampleMean;
import org.steelworks.eval.score.TaskScore;
import org.steelworks.gpu.network.MicroBatchLoss;

/**
 * Mean cross-entropy over the blocks of a folder of shards, block by block in the order of the index, so that the result
 * does not depend on any batch size. Targets that pad are not counted.
 */
final class PerplexityRun implements TaskRun {
    private static final String LOSS = "loss";
    private static final String TARGETS = "targets";

    private final LanguageModel model;
    private final ShardSet shards;
    private final ShardIndex index;
    private final long available;
    private final long samples;

    private PerplexityRun(LanguageModel model, ShardSet shards, ShardIndex index, long limit) {
        this.model = model;
        this.shards = shards;
        this.index = index;
        this.available = shards.members().stream()
                .mapToLong(member -> member.entry().blocks())
                .sum();
        this.samples = Math.min(limit, available);
    }

    /** Opens the shards and checks that they were packed for the model. */
    static PerplexityRun open(Path folder, LanguageModel model, EvalSpec spec) throws IOException {
        if (!Files.isRegularFile(folder.resolve(ShardIndex.FILE))) {
            throw new NoSuchFileException(folder.resolve(ShardIndex.FILE) + ": there is no such file; task ppl reads a"
                    + " folder that steel pack has written");
        }
        ShardIndex index = ShardIndex.read(folder);
        int length = index.blockLength() - 1;
        if (length > model.spec().maxPositions()) {
            throw new InvalidShard(folder + ": its blocks are sequences of " + length + " tokens, the model "
                    + model.name() + " reads at most " + model.spec().maxPositions()
                    + " (max_position_embeddings); pack with a smaller --block");
        }
        if (model.hasTokenizer() && !model.tokenizer().digest().equals(index.tokenizerDigest())) {
            throw new InvalidShard(folder + ": was packed with the tokenizer " + index.tokenizerDigest()
                    + ", the model's is " + model.tokenizer().digest() + " (" + model.tokenizer()
                    + "); pack the text with the model's tokenizer");
        }
        ShardSet.Expectation expectation =
                new ShardSet.Expectation(index.blockLength(), index.padId(), ShardSet.Arrangement.AS_PACKED);
        return new PerplexityRun(model, ShardSet.open(List.of(folder), expectation), index, spec.limit());
    }

    @Override
    public String name() {
        return "ppl";
    }

    @Override
    public long samples() {
        return samples;
    }

    @Override
    public String promptHash(long sample) throws IOException {
        int[] block = block(sample);
        ByteBuffer bytes = ByteBuffer.allocate(block.length * Integer.BYTES);
        bytes.asIntBuffer().put(block);
        return Digest128.of(bytes).hex();
    }

    @Override
    public ObjectNode compute(long sample, BooleanSupplier cancelled) throws IOException {
        MicroBatchLoss loss = model.loss(block(sample), index.padId(), cancelled);
        ObjectNode doc = JsonNodeFactory.instance.objectNode();
        doc.put("shard", locate(sample).member().name())
                .put("block", locate(sample).block());
        ObjectNode line = SampleLine.of(sample, doc, "", promptHash(sample));
        line.put("filter", "none");
        line.putArray("metrics").add(LOSS);
        line.put(TARGETS, loss.targets());
        line.put("loss_sum", loss.sum());
        if (loss.targets() > 0) {
            line.put(LOSS, loss.value());
        }
        return line;
    }

    private record Place(ShardSet.Member member, long block) {}

    private Place locate(long sample) {
        long left = sample;
        for (ShardSet.Member member : shards.members()) {
            if (left < member.entry().blocks()) {
                return new Place(member, left);
            }
            left -= member.entry().blocks();
        }
        throw new IllegalArgumentException("there are " + available + " blocks, no block " + sample);
    }

    private int[] block(long sample) throws InvalidShard {
        Place place = locate(sample);
        int[] ids = new int[index.blockLength()];
        place.member().mapped().read(place.block(), ids, 0);
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= model.spec().vocabSize()) {
                throw new InvalidShard(place.member().name() + ", block " + place.block() + ", token " + i + ": id "
                        + ids[i] + " is not in the vocabulary of the model " + model.name() + ", whose vocab_size is "
                        + model.spec().vocabSize() + "; pack the text with the model's tokenizer");
            }
        }
        return ids;
    }

    @Override
    public TaskScore score(List<ObjectNode> lines) {
        List<Double> losses = lines.stream()
                .filter(line -> line.has(LOSS))
                .map(line -> line.path(LOSS).doubleValue())
                .toList();
        SampleMean mean = SampleMean.of(losses);
        double sum = 0;
        long targets = 0;
        for (ObjectNode line : lines) {
            sum += line.path("loss_sum").doubleValue();
            targets += line.path(TARGETS).longValue();
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(LOSS, mean.mean());
        metrics.put("loss_stderr", mean.standardError());
        metrics.put("perplexity", StrictMath.exp(mean.mean()));
        metrics.put("loss_per_token", sum / targets);
        Map<String, Boolean> better = Map.of(LOSS, false, "perplexity", false, "loss_per_token", false);
        return new TaskScore(name(), name(), metrics, better, lines.size(), available, 0);
    }

    @Override
    public ObjectNode settings() {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        settings.put("task", name()).put("output_type", "loglikelihood_rolling").put("num_fewshot", 0);
        return settings.put("block_length", index.blockLength()).put("ignore_index", index.padId());
    }

    @Override
    public void close() {
        shards.close();
    }
}
