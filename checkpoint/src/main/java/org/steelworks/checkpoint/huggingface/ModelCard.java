package org.steelworks.checkpoint.huggingface;

import java.util.List;
import java.util.Locale;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.DType;

/**
 * What the card of an exported model says besides its architecture.
 *
 * @param title name of the model
 * @param origin where the weights come from: lines such as {@code step 1000 of recipe …}
 * @param scores results of evaluations, maybe none
 */
public record ModelCard(String title, List<String> origin, List<Score> scores) {
    /** One result. */
    public record Score(String task, String metric, double value) {}

    public ModelCard {
        origin = List.copyOf(origin);
        scores = List.copyOf(scores);
    }

    /** The text of {@code README.md}. */
    String text(ModelSpec spec, DType dtype, boolean tokenizer) {
        StringBuilder text = new StringBuilder(2048);
        text.append("---\nlicense: apache-2.0\nlibrary_name: transformers\npipeline_tag: text-generation\n")
                .append("tags:\n- steelworks\n---\n\n# ")
                .append(title)
                .append("\n\n");
        origin.forEach(line -> text.append("- ").append(line).append('\n'));
        architecture(text, spec, dtype);
        evaluation(text);
        usage(text, spec, tokenizer);
        return text.toString();
    }

    private static void architecture(StringBuilder text, ModelSpec spec, DType dtype) {
        text.append("\n## Architecture\n\n| item | value |\n|---|---|\n");
        row(text, "parameters", ParameterTable.of(spec).elements());
        row(text, "layers", spec.layers());
        row(text, "hidden size", spec.hiddenSize());
        row(text, "inner size", spec.innerSize());
        row(text, "attention heads / key-value heads", spec.heads() + " / " + spec.kvHeads());
        row(
                text,
                "feed-forward",
                spec.feedForward().key() + " with " + spec.mlp().key() + " experts");
        row(text, "vocabulary", spec.vocabSize());
        row(text, "longest sequence", spec.maxPositions());
        row(text, "weights", HuggingFaceConfig.torchName(dtype));
    }

    private static void row(StringBuilder text, String item, Object value) {
        text.append("| ").append(item).append(" | ").append(value).append(" |\n");
    }

    private void evaluation(StringBuilder text) {
        text.append("\n## Evaluation\n\n");
        if (scores.isEmpty()) {
            text.append("No evaluation was run on these weights.\n");
            return;
        }
        text.append("| task | metric | value |\n|---|---|---|\n");
        for (Score score : scores) {
            text.append(
                    String.format(Locale.ROOT, "| %s | %s | %.4f |%n", score.task(), score.metric(), score.value()));
        }
    }

    private static void usage(StringBuilder text, ModelSpec spec, boolean tokenizer) {
        String trust = HuggingFaceConfig.isPlainQwen2(spec) ? "" : ", trust_remote_code=True";
        text.append("\n## Use\n\n```python\nfrom transformers import AutoModelForCausalLM")
                .append(tokenizer ? ", AutoTokenizer" : "")
                .append("\n\nmodel = AutoModelForCausalLM.from_pretrained(\"PATH\"")
                .append(trust)
                .append(")\n");
        if (tokenizer) {
            text.append("tokenizer = AutoTokenizer.from_pretrained(\"PATH\")\n");
        }
        text.append("```\n");
    }
}
