package org.steelworks.core.ledger;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Which set of a mixture each sample of a run comes from while the weights stay: a function of them and the sample index
 * alone, with random access in constant memory and time proportional to the number of sets. Immutable, safe for any thread.
 *
 * <p>Let w₀ … wₖ₋₁ be the weights as whole numbers without a common divisor and Tᵢ = wᵢ + … + wₖ₋₁. The sets are split off
 * one after the other: of the first n₀ = n samples of a run, set 0 has c₀ = ⌈n₀·w₀ / T₀⌉, and of the n₁ = n₀ - c₀ that
 * are left, set 1 has c₁ = ⌈n₁·w₁ / T₁⌉, and so on; the last set has the rest. Sample n belongs to the set whose
 * count grows from n to n + 1, and that set's count at n is the sample's index within the set.
 *
 * <p>Whatever T₀ consecutive samples of a run one takes, set i has exactly wᵢ of them; and after any number of
 * samples each set's count is less than k away from its exact share (less than one with two sets). A set of weight 0 has
 * none of them.
 */
public final class Mixture {
    /** A double keeps this many decimal digits of a recipe's number, whichever they are. */
    private static final MathContext DIGITS = new MathContext(15);

    private static final int SUM_BITS = 62;

    private final BigInteger[] weights;
    /** What the sets from i on weigh. */
    private final BigInteger[] totals;

    /**
     * Where a sample comes from.
     *
     * @param set number of the set, from 0
     * @param sample index of the sample among those of that set, from 0
     */
    public record Draw(int set, long sample) {}

    /** @param weights one for each set, at least 0 each and not all 0, with a sum of at most 62 bits */
    public Mixture(List<Long> weights) {
        int sets = weights.size();
        this.weights = new BigInteger[sets];
        this.totals = new BigInteger[sets];
        BigInteger total = BigInteger.ZERO;
        for (int i = sets - 1; i >= 0; i--) {
            if (weights.get(i) < 0) {
                throw new IllegalArgumentException("set " + i + " of the mixture has the weight " + weights.get(i)
                        + "; weights are whole numbers of at least 0");
            }
            this.weights[i] = BigInteger.valueOf(weights.get(i));
            total = total.add(this.weights[i]);
            this.totals[i] = total;
        }
        if (total.signum() == 0 || total.bitLength() > SUM_BITS) {
            throw new IllegalArgumentException(
                    "a mixture has at least one set with a weight above 0, and weights below 2^" + SUM_BITS
                            + " in sum, got " + weights);
        }
    }

    /**
     * Weights as a user gives them, taken to 15 significant decimal digits, as whole numbers in the same proportion without
     * a common divisor; the sole weight of one set is 1.
     *
     * @throws IllegalArgumentException when a weight is not a finite number of at least 0, when all are 0, or when the whole
     *     numbers get too large
     */
    public static List<Long> wholeWeights(List<Double> weights) {
        List<BigDecimal> decimals = new ArrayList<>();
        int scale = Integer.MIN_VALUE;
        for (double weight : weights) {
            if (!Double.isFinite(weight) || weight < 0) {
                throw new IllegalArgumentException("the weight " + weight + " is not a finite number of at least 0");
            }
            BigDecimal decimal = new BigDecimal(weight).round(DIGITS).stripTrailingZeros();
            scale = Math.max(scale, decimal.scale());
            decimals.add(decimal);
        }
        List<BigInteger> whole = new ArrayList<>();
        BigInteger divisor = BigInteger.ZERO;
        for (BigDecimal decimal : decimals) {
            whole.add(decimal.setScale(scale).unscaledValue());
            divisor = divisor.gcd(whole.get(whole.size() - 1));
        }
        if (divisor.signum() == 0) {
            throw new IllegalArgumentException("all weights are 0: at least one set needs a weight above 0");
        }
        List<Long> reduced = new ArrayList<>();
        BigInteger sum = BigInteger.ZERO;
        for (BigInteger number : whole) {
            sum = sum.add(number.divide(divisor));
            if (sum.bitLength() > SUM_BITS) {
                throw new IllegalArgumentException("the weights " + weights
                        + " are in no proportion of whole numbers below 2^" + SUM_BITS
                        + ": give them fewer digits, or bring them closer to one another");
            }
            reduced.add(number.divide(divisor).longValueExact());
        }
        return reduced;
    }

    /** Where sample {@code sample} of the run, from 0, comes from. */
    public Draw at(long sample) {
        long rest = sample;
        int set = 0;
        while (true) {
            long before = share(rest, set);
            if (share(Math.addExact(rest, 1), set) > before) {
                return new Draw(set, before);
            }
            rest -= before;
            set++;
        }
    }

    /** How many of the first {@code samples} samples of a run come from set {@code set}. */
    public long count(int set, long samples) {
        long rest = samples;
        for (int i = 0; i < set; i++) {
            rest -= share(rest, i);
        }
        return share(rest, set);
    }

    /** ⌈rest·wᵢ / Tᵢ⌉; all of the rest for the last set with a weight, nothing for those behind it. */
    private long share(long rest, int set) {
        if (totals[set].signum() == 0) {
            return 0;
        }
        BigInteger[] parts = BigInteger.valueOf(rest).multiply(weights[set]).divideAndRemainder(totals[set]);
        return parts[0].longValueExact() + parts[1].signum();
    }
}
