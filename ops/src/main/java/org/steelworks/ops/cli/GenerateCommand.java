package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.steelworks.data.chat.ChatMessage;
import org.steelworks.eval.model.LanguageModel;
import org.steelworks.eval.model.TextGenerator;
import org.steelworks.gpu.generate.Completion;
import org.steelworks.gpu.generate.Sampling;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel generate}: continues a text or token ids. */
@Command(
        name = "generate",
        description = "Write text with a model.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "With --prompt the text goes to standard output while it is written; with --ids one JSON object per prompt,"
                    + " whose ids are the new tokens. --prompt - reads the prompt from standard input."
        })
final class GenerateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "D", description = "Model folder, checkpoint or run.")
    private Path model;

    @Option(names = "--tokenizer", paramLabel = "DIR", description = "Tokenizer (default: the one with the model).")
    private Path tokenizer;

    @ArgGroup(multiplicity = "1")
    private Prompt prompt;

    private static final class Prompt {
        @Option(names = "--prompt", paramLabel = "TEXT", description = "Text to continue.")
        private String text;

        @Option(
                names = "--ids",
                paramLabel = "F",
                description = "Token ids to continue: JSON, or safetensors with input_ids.")
        private Path ids;
    }

    @Option(names = "--chat", description = "The prompt is a user's message; write the assistant's answer.")
    private boolean chat;

    @Option(names = "--system", paramLabel = "TEXT", description = "System message of --chat.")
    private String system;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            description = "Write at most N tokens (default: ${DEFAULT-VALUE}).")
    private int maxNewTokens = 512;

    @Option(names = "--ignore-eos", description = "Go on behind the tokens that end an answer.")
    private boolean ignoreEos;

    @Option(names = "--stop-id", paramLabel = "ID", description = "End behind this token too; may be repeated.")
    private List<Integer> stopIds = new ArrayList<>();

    @Mixin
    private SamplingOptions sampling;

    @Mixin
    private DeviceOptions device;

    @Option(names = "--json", description = "Print JSON with ids and text.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (prompt.ids != null && (chat || system != null)) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "--chat and --system need --prompt; --ids are taken as they are");
        }
        Sampling chosen = sampling.of(model);
        List<int[]> prompts = prompt.ids == null ? List.of() : PromptIds.read(prompt.ids);
        try (LanguageModel loaded = LanguageModel.load(model, tokenizer, device.chosen())) {
            loaded.notes().forEach(spec.commandLine().getErr()::println);
            TextGenerator generator = new TextGenerator(loaded);
            Set<Integer> stops = ignoreEos ? Set.of() : generator.usualStops();
            Set<Integer> allStops = new HashSet<>(stops);
            allStops.addAll(stopIds);
            TextGenerator.Settings settings = new TextGenerator.Settings(maxNewTokens, chosen, Set.copyOf(allStops));
            if (prompt.ids == null) {
                continueText(generator, settings);
            } else {
                for (int[] ids : prompts) {
                    print(generator.write(ids, settings, piece -> {}, () -> false), loaded.hasTokenizer());
                }
            }
        }
        return 0;
    }

    private void continueText(TextGenerator generator, TextGenerator.Settings settings) throws IOException {
        String text = prompt.text.equals("-")
                ? new String(SteelMain.streams(spec).in().readAllBytes(), StandardCharsets.UTF_8)
                : prompt.text;
        PrintWriter out = spec.commandLine().getOut();
        Consumer<String> pieces = json
                ? piece -> {}
                : piece -> {
                    out.print(piece);
                    out.flush();
                };
        TextGenerator.Written written = chat
                ? generator.answer(conversation(text), settings, pieces, () -> false)
                : generator.complete(text, settings, pieces, () -> false);
        if (json) {
            print(written, true);
        } else {
            out.println();
        }
        if (written.end() == Completion.End.MAX_POSITIONS) {
            spec.commandLine().getErr().println("the model's longest sequence is reached (max_position_embeddings)");
        }
    }

    private List<ChatMessage> conversation(String text) {
        ChatMessage user = new ChatMessage("user", text);
        return system == null ? List.of(user) : List.of(new ChatMessage("system", system), user);
    }

    private void print(TextGenerator.Written written, boolean hasText) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode promptIds = node.putArray("prompt_ids");
        written.promptIds().forEach(promptIds::add);
        ArrayNode ids = node.putArray("ids");
        written.ids().forEach(ids::add);
        if (hasText) {
            node.put("text", written.text());
        }
        node.put("finish_reason", written.end().name().toLowerCase(Locale.ROOT));
        spec.commandLine().getOut().println(node);
    }
}
