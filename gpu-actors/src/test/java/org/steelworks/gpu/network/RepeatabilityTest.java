package org.steelworks.gpu.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.fixture.TinyModels;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.optim.AdamW;
import org.steelworks.gpu.optim.DecayPlan;
import org.steelworks.gpu.reduce.GradientMean;
import org.steelworks.gpu.tensor.FlatVectors;

/** Equal inputs give equal bits in another process. */
class RepeatabilityTest {
    /** Prints the digest of two steps; run by the test in processes of its own. */
    public static void main(String[] arguments) {
        System.out.println("digest " + OnDevice.compute(RepeatabilityTest::digest));
    }

    private static String digest(KernelLibrary library) {
        ParameterTable table = TinyModels.table("raw_raw");
        BucketPlan buckets = BucketPlan.of(table);
        TrainSpec.Optimizer optimizer = new TrainSpec.Optimizer(1e-3, 0.9, 0.95, 1e-8, 0.05, List.of("*.bias"), 1);
        DecayPlan decay = DecayPlan.of(table, buckets, optimizer.weightDecay(), optimizer.noDecay());
        FlatVectors weights = TinyModels.weights("raw_raw");
        FlatVectors gradient = FlatVectors.zeros(table);
        FlatVectors moment = FlatVectors.zeros(table);
        FlatVectors square = FlatVectors.zeros(table);
        AdamW adamW = new AdamW(library, optimizer);
        GradientMean mean = new GradientMean(1);
        try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (int step = 0; step < 2; step++) {
                decoder.forwardBackward(
                        TinyModels.batch("raw_raw"),
                        weights,
                        CausalLmLoss.plain(500),
                        gradient,
                        1,
                        SectionListener.NONE,
                        () -> false);
                for (Bucket bucket : buckets.buckets()) {
                    sha.update(gradient.bytes(bucket));
                    sha.update(Double.toHexString(
                                    mean.into(gradient.bytes(bucket), gradient.bytes(bucket), GradientMean.NOTHING, 0))
                            .getBytes(StandardCharsets.UTF_8));
                    adamW.apply(
                            new AdamW.BucketState(
                                    weights.bytes(bucket),
                                    gradient.bytes(bucket),
                                    moment.bytes(bucket),
                                    square.bytes(bucket)),
                            new AdamW.Step(1e-3, 0.37f, step),
                            decay.runs(bucket.ordinal()));
                    sha.update(weights.bytes(bucket));
                    sha.update(square.bytes(bucket));
                }
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anotherProcessComputesTheSameBits() throws IOException, InterruptedException {
        String here = OnDevice.compute(RepeatabilityTest::digest);
        assertThat(elsewhere("-Xmx300m")).isEqualTo("digest " + here);
        assertThat(elsewhere("-XX:+UseSerialGC")).isEqualTo("digest " + here);
    }

    private static String elsewhere(String option) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "--add-opens",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RepeatabilityTest.class.getName())
                .redirectErrorStream(true)
                .start();
        List<String> lines;
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            lines = reader.lines().toList();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> String.join("\n", lines)).isZero();
        return lines.get(lines.size() - 1);
    }
}
