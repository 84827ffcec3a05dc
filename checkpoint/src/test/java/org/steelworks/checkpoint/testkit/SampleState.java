package org.steelworks.checkpoint.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.bucket.BucketGroupWriter;
import org.steelworks.checkpoint.bucket.BucketSource;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.StatePart;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;

/** Training states whose every number is known: small whole numbers times a quarter, by vector, element, part and step. */
public final class SampleState {
    /** A model of 488 parameters in 5 buckets. */
    public static final ModelSpec TINY = spec(10, 8);

    /** A model whose embedding and head take two buckets each. */
    public static final ModelSpec WIDE = spec(140_000, 8);

    public static final String RECIPE = "recipe-a";
    public static final Fingerprint FINGERPRINT = new Fingerprint(Map.of("libtorch", "2.7.1", "threads", "1"));

    private SampleState() {}

    static ModelSpec spec(int vocabulary, int hidden) {
        return new ModelSpec(
                vocabulary,
                hidden,
                8,
                2,
                1,
                2,
                1,
                16,
                0.02,
                1e-6,
                1e4,
                false,
                FeedForwardKind.RAW,
                MlpKind.RAW,
                1,
                1,
                1,
                2);
    }

    public static CheckpointFacts facts(long step, ModelSpec spec) {
        return new CheckpointFacts(
                RECIPE, FINGERPRINT, step, step - step / 10, "{\"segments\":[\"中\"]}", step * 8, spec, null);
    }

    /** The number at a place. */
    public static float value(long step, int vector, long element, StatePart part) {
        return ((element * 7 + vector * 13L + part.ordinal() * 29L + step * 3) % 4093) * 0.25f;
    }

    /** Lends the state of a step. */
    public static BucketSource source(long step) {
        return (bucket, use) -> use.with(
                bytes(step, bucket, StatePart.WEIGHTS),
                bytes(step, bucket, StatePart.FIRST_MOMENT),
                bytes(step, bucket, StatePart.SECOND_MOMENT));
    }

    public static ByteBuffer bytes(long step, Bucket bucket, StatePart part) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(4 * bucket.length()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < bucket.length(); i++) {
            bytes.putFloat(value(step, bucket.vector(), bucket.offset() + i, part));
        }
        return bytes.flip();
    }

    /** Writes all buckets of a step, dealt out over the members in turn. */
    public static List<BucketGroup> write(Store store, long step, ModelSpec spec, List<String> members)
            throws IOException {
        List<BucketGroup> groups = new ArrayList<>();
        BucketGroupWriter writer = new BucketGroupWriter(store);
        for (int m = 0; m < members.size(); m++) {
            int mine = m;
            List<Bucket> buckets = BucketPlan.of(ParameterTable.of(spec)).buckets().stream()
                    .filter(bucket -> bucket.ordinal() % members.size() == mine)
                    .toList();
            groups.add(writer.write(step, members.get(m), buckets, source(step)));
        }
        return groups;
    }
}
