package org.steelworks.eval.model;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.steelworks.data.chat.ChatMessage;
import org.steelworks.data.chat.ChatTemplate;
import org.steelworks.data.tokens.Tokenizer;
import org.steelworks.gpu.generate.Completion;
import org.steelworks.gpu.generate.Generator;
import org.steelworks.gpu.generate.Sampling;

/** Writes text with a model. A function of the model, the prompt and the settings. Safe for any thread. */
public final class TextGenerator {
    /**
     * How to write.
     *
     * @param maxNewTokens at most so many tokens
     * @param stopIds tokens after which it ends
     */
    public record Settings(int maxNewTokens, Sampling sampling, Set<Integer> stopIds) {
        public Settings {
            stopIds = Set.copyOf(stopIds);
        }
    }

    /**
     * What was written.
     *
     * @param promptIds the prompt as the model read it
     * @param ids new tokens, the stop token included
     * @param text of the new tokens without special ones; empty where the model has no tokenizer
     * @param end why it ended
     */
    public record Written(List<Integer> promptIds, List<Integer> ids, String text, Completion.End end) {
        public Written {
            promptIds = List.copyOf(promptIds);
            ids = List.copyOf(ids);
        }
    }

    private final LanguageModel model;

    public TextGenerator(LanguageModel model) {
        this.model = model;
    }

    /** The tokens that end an answer: the tokenizer's eos and pad, and the eos of the model's configuration. */
    public Set<Integer> usualStops() throws IOException {
        Set<Integer> stops = new LinkedHashSet<>();
        if (model.hasTokenizer()) {
            Tokenizer words = model.tokenizer();
            words.special().eos().ifPresent(stops::add);
            words.special().pad().ifPresent(stops::add);
        }
        if (model.spec().eosId() >= 0) {
            stops.add(model.spec().eosId());
        }
        return stops;
    }

    /**
     * Continues a text.
     *
     * @param pieces hears the text while it is written, on another thread
     */
    public Written complete(String prompt, Settings settings, Consumer<String> pieces, BooleanSupplier cancelled)
            throws IOException {
        int[] ids = model.tokenizer().encode(prompt);
        if (ids.length == 0) {
            throw new IllegalArgumentException("the prompt is empty: give a text to continue");
        }
        return write(ids, settings, pieces, cancelled);
    }

    /** Answers a conversation. */
    public Written answer(
            List<ChatMessage> conversation, Settings settings, Consumer<String> pieces, BooleanSupplier cancelled)
            throws IOException {
        return complete(ChatTemplate.prompt(conversation), settings, pieces, cancelled);
    }

    /** Continues token ids. */
    public Written write(int[] prompt, Settings settings, Consumer<String> pieces, BooleanSupplier cancelled)
            throws IOException {
        checkIds(prompt);
        Generator.Request request =
                new Generator.Request(settings.maxNewTokens(), settings.sampling(), settings.stopIds());
        Generator.TokenListener listener =
                model.hasTokenizer() ? new TextStream(model.tokenizer(), pieces) : Generator.TokenListener.ALL;
        Completion completion = model.generate(prompt, request, listener, cancelled);
        int[] ids = completion.ids();
        if (listener instanceof TextStream stream) {
            stream.end();
        }
        String text = model.hasTokenizer() ? model.tokenizer().decode(ids, true) : "";
        return new Written(boxed(prompt), boxed(ids), text, completion.end());
    }

    private void checkIds(int[] prompt) {
        int vocabulary = model.spec().vocabSize();
        for (int i = 0; i < prompt.length; i++) {
            if (prompt[i] < 0 || prompt[i] >= vocabulary) {
                throw new IllegalArgumentException("token " + i + " of the prompt is id " + prompt[i] + ", the model "
                        + model.name() + " has vocab_size " + vocabulary
                        + ": encode the prompt with the model's own tokenizer");
            }
        }
    }

    private static List<Integer> boxed(int[] ids) {
        return IntStream.of(ids).boxed().toList();
    }
}
