package org.steelworks.gpu.worker;

import com.sun.jna.Function;
import com.sun.jna.Structure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.id.RunId;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.AlignedBuffers;

/** A process that trains a small model for long and says how much memory it has meanwhile. */
final class LongRun {
    private LongRun() {}

    /** What glibc's allocator says of itself; bytes. */
    @Structure.FieldOrder({
        "arena",
        "ordblks",
        "smblks",
        "hblks",
        "hblkhd",
        "usmblks",
        "fsmblks",
        "uordblks",
        "fordblks",
        "keepcost"
    })
    public static final class MallInfo extends Structure implements Structure.ByValue {
        public long arena;
        public long ordblks;
        public long smblks;
        public long hblks;
        public long hblkhd;
        public long usmblks;
        public long fsmblks;
        public long uordblks;
        public long fordblks;
        public long keepcost;
    }

    /**
     * One worker with its data plane, its feed and its coordinator. Prints {@code step resident allocated}, both in bytes,
     * every so many steps.
     *
     * @param arguments steps to leave out, steps to measure, steps after those that lose memory, every, bytes lost in each
     *     of the latter
     */
    public static void main(String[] arguments) throws Exception {
        int warmUp = Integer.parseInt(arguments[0]);
        int sound = warmUp + Integer.parseInt(arguments[1]);
        int steps = sound + Integer.parseInt(arguments[2]);
        int every = Integer.parseInt(arguments[3]);
        int lost = Integer.parseInt(arguments[4]);
        List<ByteBuffer> leak = new ArrayList<>();
        try (LocalRun run = new LocalRun(setup(steps + 1), 1, 1)) {
            for (int step = every; step <= steps; step += every) {
                run.runUntil(step);
                for (int i = 0; step > sound && i < every; i++) {
                    leak.add(AlignedBuffers.allocate(lost));
                }
                if (step > warmUp) {
                    System.out.println(step + " " + residentBytes() + " " + allocatedBytes());
                }
            }
            run.runToEnd();
        }
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    /** In chunks of the allocator that somebody holds, whether small or mapped. */
    private static long allocatedBytes() {
        MallInfo info = (MallInfo) Function.getFunction("c", "mallinfo2").invoke(MallInfo.class, new Object[0]);
        return info.uordblks + info.hblkhd;
    }

    private static RunSetup setup(int steps) {
        ModelSpec model = new ModelSpec(
                61,
                16,
                24,
                1,
                1,
                2,
                2,
                64,
                0.02,
                1e-6,
                10_000,
                false,
                FeedForwardKind.SOFTMOE_V3,
                MlpKind.SENET,
                3,
                1,
                -1,
                -1);
        TrainSpec train = new TrainSpec(
                steps,
                2,
                1,
                1,
                new TrainSpec.Optimizer(1e-3, 0.9, 0.95, 1e-8, 0.05, List.of(), 1.0),
                new TrainSpec.Schedule(TrainSpec.Schedule.Shape.CONSTANT, 0, 0, 1),
                TrainSpec.Precision.BF16_MIXED,
                1,
                60,
                new TrainSpec.Loss(TrainSpec.Loss.Normalize.MICRO_BATCH, 0, 0, 1),
                TrainSpec.NonFinite.STOP,
                0,
                0,
                0,
                TrainSpec.Device.CPU);
        return new RunSetup(new RunId("long"), model, train, 16, "", "", Long.MAX_VALUE, 0);
    }
}
