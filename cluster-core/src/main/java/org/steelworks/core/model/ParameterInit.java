package org.steelworks.core.model;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Initial weights by a counter-based generator keyed by (seed, parameter name): element i of a parameter is the same
 * whatever was drawn before it, so any worker fills any range. Counter blocks go through the SplitMix64 finaliser
 * twice; two uniform numbers of 53 bits give one normal number by Box and Muller's formula, with {@link StrictMath}
 * so that every machine computes the same bits.
 */
public final class ParameterInit {
    private static final double UNIT = 0x1.0p-53;

    private ParameterInit() {}

    /**
     * Fills {@code out} from its position on with elements {@code first ..} of {@code parameter}.
     *
     * @param first first element inside the parameter
     */
    public static void fill(Parameter parameter, long seed, long first, FloatBuffer out) {
        Parameter.Init init = parameter.init();
        if (init.deviation() == 0) {
            while (out.hasRemaining()) {
                out.put((float) init.mean());
            }
            return;
        }
        long key = key(seed, parameter.name());
        for (long i = first; out.hasRemaining(); i++) {
            out.put((float) (init.mean() + init.deviation() * normal(key, i)));
        }
    }

    /** Standard normal number of counter {@code i} under {@code key}. */
    static double normal(long key, long i) {
        double u = ((mix(key, 2 * i) >>> 11) + 1) * UNIT;
        double v = (mix(key, 2 * i + 1) >>> 11) * UNIT;
        return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
    }

    private static long key(long seed, String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return finish(hash ^ finish(seed));
    }

    private static long mix(long key, long counter) {
        return finish(finish(counter * 0x9e3779b97f4a7c15L + key) ^ key);
    }

    private static long finish(long z) {
        long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }
}
