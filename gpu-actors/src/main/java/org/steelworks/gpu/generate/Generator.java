package org.steelworks.gpu.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.gpu.network.DeviceVectors;
import org.steelworks.gpu.network.SteelDecoder;

/**
 * Writes tokens one after another: the prompt in one forward pass, then one token at a time over a key/value cache. A
 * function of weights, prompt and request. Device thread only.
 */
public final class Generator {
    /**
     * What to write.
     *
     * @param maxNewTokens at most so many tokens
     * @param sampling how each is chosen
     * @param stopIds tokens after which it ends; they stay in the output
     */
    public record Request(int maxNewTokens, Sampling sampling, Set<Integer> stopIds) {
        public Request {
            if (maxNewTokens < 1) {
                throw new IllegalArgumentException("max_new_tokens " + maxNewTokens + " must be at least 1");
            }
            stopIds = Set.copyOf(stopIds);
        }
    }

    /** Hears every token at once; false ends the completion. */
    @FunctionalInterface
    public interface TokenListener {
        /** Wants all. */
        TokenListener ALL = token -> true;

        boolean onToken(Completion.Token token);
    }

    private final SteelDecoder decoder;
    private final DeviceVectors weights;

    public Generator(SteelDecoder decoder, DeviceVectors weights) {
        this.decoder = decoder;
        this.weights = weights;
    }

    /** Continues {@code prompt}. */
    public Completion generate(int[] prompt, Request request, TokenListener listener, BooleanSupplier cancelled) {
        ModelSpec spec = decoder.table().spec();
        if (prompt.length == 0 || prompt.length > spec.maxPositions()) {
            throw new IllegalArgumentException("a prompt of " + prompt.length + " tokens must have 1 .. "
                    + spec.maxPositions() + ", the model's max_position_embeddings");
        }
        int room = Math.min(request.maxNewTokens, spec.maxPositions() - prompt.length + 1);
        try (KvCache cache = new KvCache(decoder, weights, Math.min(spec.maxPositions(), prompt.length + room))) {
            return write(cache, prompt, room, request, listener, cancelled);
        }
    }

    private static Completion write(
            KvCache cache, int[] prompt, int room, Request request, TokenListener listener, BooleanSupplier cancelled) {
        List<Completion.Token> tokens = new ArrayList<>();
        int[] sequence = Arrays.copyOf(prompt, prompt.length + room);
        int length = prompt.length;
        float[] logits = cache.append(prompt, cancelled);
        while (true) {
            int[] context = Arrays.copyOf(sequence, length);
            int id = SamplingRule.next(logits, context, request.sampling, tokens.size());
            Completion.Token token = new Completion.Token(id, logProb(logits, id));
            tokens.add(token);
            sequence[length++] = id;
            boolean wanted = listener.onToken(token);
            if (request.stopIds.contains(id)) {
                return new Completion(tokens, Completion.End.STOP_TOKEN);
            }
            if (!wanted) {
                return new Completion(tokens, Completion.End.LISTENER);
            }
            if (tokens.size() == room) {
                boolean asked = room == request.maxNewTokens;
                return new Completion(tokens, asked ? Completion.End.LENGTH : Completion.End.MAX_POSITIONS);
            }
            logits = cache.append(new int[] {id}, cancelled);
        }
    }

    private static double logProb(float[] logits, int id) {
        float largest = logits[SamplingRule.largest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += StrictMath.exp((double) logit - largest);
        }
        return (double) logits[id] - largest - StrictMath.log(sum);
    }
}
