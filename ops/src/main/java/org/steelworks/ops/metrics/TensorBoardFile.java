package org.steelworks.ops.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes a TensorBoard event file: records of length, masked CRC32C of the length, protobuf bytes, masked CRC32C of the
 * bytes, little-endian. Scalars only. Each opening makes a new file, as TensorBoard expects of a resumed run. One thread.
 */
public final class TensorBoardFile implements AutoCloseable {
    private static final int MASK_DELTA = 0xa282ead8;

    private final FileChannel channel;
    private final Clock clock;

    private TensorBoardFile(FileChannel channel, Clock clock) {
        this.channel = channel;
        this.clock = clock;
    }

    /**
     * Creates the next event file in a folder.
     *
     * @param host part of the file's name
     */
    public static TensorBoardFile create(Path folder, String host, Clock clock) throws IOException {
        Files.createDirectories(folder);
        long second = clock.millis() / 1000;
        for (int i = 0; ; i++) {
            Path path = folder.resolve(String.format("events.out.tfevents.%010d.%s.%d", second, host, i));
            if (Files.notExists(path)) {
                FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                TensorBoardFile file = new TensorBoardFile(channel, clock);
                Message event =
                        new Message().fixed64(1, clock.millis() / 1000.0).text(3, "brain.Event:2");
                file.record(event.bytes());
                return file;
            }
        }
    }

    /** Writes a step's loss, gradient norm, learning rate, throughput, and what else it has. */
    public void write(StepMetrics metrics) throws IOException {
        if (metrics.validationLossBefore() != null) {
            scalars(metrics.step() - 1, validation(metrics.validationLossBefore()));
        }
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss_metrics/global_avg_loss", metrics.loss());
        values.put("grad_norm", metrics.gradNorm());
        values.put("lr", metrics.lr());
        values.put("throughput(tps)", metrics.tokensPerSecond());
        values.put("time_metrics/end_to_end(s)", metrics.seconds());
        if (metrics.mfu() != null) {
            values.put("mfu(%)", metrics.mfu() * 100);
        }
        if (metrics.validationLoss() != null) {
            values.putAll(validation(metrics.validationLoss()));
        }
        values.put("cluster/workers", (double) metrics.workers());
        values.put("cluster/generation", (double) metrics.generation());
        scalars(metrics.step(), values);
    }

    private static Map<String, Double> validation(double loss) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("validation_metrics/loss", loss);
        values.put("validation_metrics/perplexity", Math.exp(loss));
        return values;
    }

    /** Writes scalars of a step, by tag. */
    public void scalars(long step, Map<String, Double> values) throws IOException {
        Message summary = new Message();
        values.forEach(
                (tag, value) -> summary.message(1, new Message().text(1, tag).fixed32(2, value.floatValue())));
        record(new Message()
                .fixed64(1, clock.millis() / 1000.0)
                .varint(2, step)
                .message(5, summary)
                .bytes());
    }

    private void record(byte[] data) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedCrc(record.array(), 8));
        record.put(data);
        record.putInt(maskedCrc(data, data.length));
        record.flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    private static int maskedCrc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        int value = (int) crc.getValue();
        return ((value >>> 15) | (value << 17)) + MASK_DELTA;
    }

    @Override
    public void close() throws IOException {
        channel.force(false);
        channel.close();
    }

    /** A protobuf message under construction: field numbers and wire types by hand, there are four of them. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message fixed64(int field, double value) {
            tag(field, 1);
            long bits = Double.doubleToLongBits(value);
            for (int i = 0; i < 8; i++) {
                out.write((int) (bits >>> (8 * i)));
            }
            return this;
        }

        Message fixed32(int field, float value) {
            tag(field, 5);
            int bits = Float.floatToIntBits(value);
            for (int i = 0; i < 4; i++) {
                out.write(bits >>> (8 * i));
            }
            return this;
        }

        Message varint(int field, long value) {
            tag(field, 0);
            raw(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private Message bytes(int field, byte[] value) {
            tag(field, 2);
            raw(value.length);
            out.writeBytes(value);
            return this;
        }

        private void tag(int field, int wireType) {
            raw((long) field << 3 | wireType);
        }

        private void raw(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
