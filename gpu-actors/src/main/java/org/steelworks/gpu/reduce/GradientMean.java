package org.steelworks.gpu.reduce;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * Adds gradients, divides their sum by the number of leaves and adds up its squares: in one pass over memory, where operators of a
 * tensor library take one for each addition, division, conversion and product. Ranges are direct fp32, little-endian, from position
 * to limit, and elements get the results of IEEE 754's single operations. Squares are fp64, because their sum over a large model
 * loses digits in fp32: four sums, of the elements whose index modulo four is the same, are added pairwise at the end of a part. So
 * the bits depend on neither threads nor the width of a processor's vectors. Any thread.
 */
public final class GradientMean {
    /** Elements of which squares are added at once. Those of a sum, its two sides and the result fit the second cache. */
    public static final int PART = 65_536;

    /** No range at all. */
    public static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private static final int LANES = 4;
    /** Names how squares are added; to be changed with it, as members of a run must do it alike. */
    public static final String SQUARES = LANES + " sums of fp64 in parts of " + PART;

    /**
     * Whether the processor multiplies and adds in one instruction; what the JVM does without one is thousands of times slower. The
     * bits are the same, because the square of an fp32 number is exact in fp64.
     */
    private static final boolean FUSED =
            Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption("UseFMA")
                    .getValue());

    private final float divisor;
    /** The reciprocal where it is exact, which gives the quotient's bits sooner; else 0. */
    private final float factor;

    /** @param divisor number of leaves */
    public GradientMean(int divisor) {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException("gradients are little-endian, this processor is not");
        }
        this.divisor = divisor;
        this.factor = Integer.bitCount(divisor) == 1 ? 1f / divisor : 0;
    }

    /** destination = x + addend, element by element; the destination may be one of the others. */
    public static void add(ByteBuffer destination, ByteBuffer x, ByteBuffer addend) {
        requireEqual(destination, x);
        requireEqual(destination, addend);
        long to = address(destination);
        long first = address(x);
        long second = address(addend);
        int elements = destination.remaining() / Float.BYTES;
        for (int i = 0; i < elements; i++) {
            long at = (long) i * Float.BYTES;
            UnsafeApi.putFloat(to + at, UnsafeApi.getFloat(first + at) + UnsafeApi.getFloat(second + at));
        }
        keep(destination, x, addend);
    }

    /**
     * destination = (x + addend) / divisor, element by element: the bits of {@link #add} and a division. The destination may be one
     * of the ranges; of the others nothing is written.
     *
     * @param addend may be empty: nothing is added then
     * @param squares of what is in front of these ranges. They are added part by part: as long as each range but the last is a
     *     multiple of {@link #PART} long, it makes no difference where a bucket is cut
     * @return {@code squares} and those of the destination; not finite exactly where an element is not
     */
    public double into(ByteBuffer destination, ByteBuffer x, ByteBuffer addend, double squares) {
        requireEqual(destination, x);
        boolean alone = !addend.hasRemaining();
        if (!alone) {
            requireEqual(destination, addend);
        }
        long to = address(destination);
        long first = address(x);
        long second = address(addend);
        int bytes = destination.remaining();
        double sum = squares;
        for (int from = 0; from < bytes; from += PART * Float.BYTES) {
            int elements = Math.min(PART, (bytes - from) / Float.BYTES);
            sum += alone
                    ? part(to + from, first + from, elements)
                    : part(to + from, first + from, second + from, elements);
        }
        keep(destination, x, addend);
        return sum;
    }

    /** Memory is given back when nobody refers to its buffer any more, and addresses do not. */
    private static void keep(ByteBuffer destination, ByteBuffer x, ByteBuffer addend) {
        Reference.reachabilityFence(destination);
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(addend);
    }

    private static void requireEqual(ByteBuffer one, ByteBuffer other) {
        if (one.remaining() != other.remaining() || !one.isDirect() || !other.isDirect()) {
            throw new IllegalArgumentException("ranges must be direct and equally long, not " + one + " and " + other);
        }
    }

    /** Of the first byte; valid as long as the buffer is reachable. */
    private static long address(ByteBuffer range) {
        return BufferUtil.address(range) + range.position();
    }

    private double part(long to, long x, long addend, int elements) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= elements - LANES; i += LANES) {
            long at = (long) i * Float.BYTES;
            float v0 = quotient(UnsafeApi.getFloat(x + at) + UnsafeApi.getFloat(addend + at));
            float v1 = quotient(UnsafeApi.getFloat(x + at + 4) + UnsafeApi.getFloat(addend + at + 4));
            float v2 = quotient(UnsafeApi.getFloat(x + at + 8) + UnsafeApi.getFloat(addend + at + 8));
            float v3 = quotient(UnsafeApi.getFloat(x + at + 12) + UnsafeApi.getFloat(addend + at + 12));
            put(to + at, v0, v1, v2, v3);
            s0 = plusSquare(s0, v0);
            s1 = plusSquare(s1, v1);
            s2 = plusSquare(s2, v2);
            s3 = plusSquare(s3, v3);
        }
        for (; i < elements; i++) {
            long at = (long) i * Float.BYTES;
            float v = quotient(UnsafeApi.getFloat(x + at) + UnsafeApi.getFloat(addend + at));
            UnsafeApi.putFloat(to + at, v);
            s0 = plusSquare(s0, v);
        }
        return s0 + s2 + (s1 + s3);
    }

    /** The same without an addend: a loop of its own, which has no choice to make for an element. */
    private double part(long to, long x, int elements) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= elements - LANES; i += LANES) {
            long at = (long) i * Float.BYTES;
            float v0 = quotient(UnsafeApi.getFloat(x + at));
            float v1 = quotient(UnsafeApi.getFloat(x + at + 4));
            float v2 = quotient(UnsafeApi.getFloat(x + at + 8));
            float v3 = quotient(UnsafeApi.getFloat(x + at + 12));
            put(to + at, v0, v1, v2, v3);
            s0 = plusSquare(s0, v0);
            s1 = plusSquare(s1, v1);
            s2 = plusSquare(s2, v2);
            s3 = plusSquare(s3, v3);
        }
        for (; i < elements; i++) {
            long at = (long) i * Float.BYTES;
            float v = quotient(UnsafeApi.getFloat(x + at));
            UnsafeApi.putFloat(to + at, v);
            s0 = plusSquare(s0, v);
        }
        return s0 + s2 + (s1 + s3);
    }

    private static void put(long to, float v0, float v1, float v2, float v3) {
        UnsafeApi.putFloat(to, v0);
        UnsafeApi.putFloat(to + 4, v1);
        UnsafeApi.putFloat(to + 8, v2);
        UnsafeApi.putFloat(to + 12, v3);
    }

    private float quotient(float sum) {
        return factor == 0 ? sum / divisor : sum * factor;
    }

    private static double plusSquare(double sum, double value) {
        return FUSED ? Math.fma(value, value, sum) : sum + value * value;
    }
}
