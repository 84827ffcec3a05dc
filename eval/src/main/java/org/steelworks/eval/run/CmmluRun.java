package org.steelworks.eval.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.steelworks.data.tokens.Tokenizer;
import org.steelworks.eval.model.LanguageModel;
import org.steelworks.eval.score.ChoiceScore;
import org.steelworks.eval.score.SampleMean;
import org.steelworks.eval.score.TaskScore;
import org.steelworks.eval.source.CmmluFolder;
import org.steelworks.eval.source.CmmluSubject;
import org.steelworks.eval.task.ChoiceItem;
import org.steelworks.eval.task.ChoicePrompt;

/** One subject of CMMLU: the letter with the largest logit behind the prompt is the answer. */
final class CmmluRun implements TaskRun {
    private static final String NAME = "cmmlu_";
    private static final String ACCURACY = "acc";

    private record Question(ChoiceItem item, String prompt, int[] ids, String hash) {}

    private final LanguageModel model;
    private final CmmluSubject subject;
    private final int fewShot;
    private final long available;
    private final int[] letters;
    private final List<Question> questions;

    private CmmluRun(
            LanguageModel model,
            CmmluSubject subject,
            int fewShot,
            long available,
            int[] letters,
            List<Question> questions) {
        this.model = model;
        this.subject = subject;
        this.fewShot = fewShot;
        this.available = available;
        this.letters = letters;
        this.questions = questions;
    }

    /**
     * Reads a subject and makes all its prompts.
     *
     * @throws IOException also where a prompt is longer than the model can read
     */
    static CmmluRun open(
            CmmluFolder folder, CmmluSubject subject, LanguageModel model, EvalSpec spec, PromptMappers mappers)
            throws IOException {
        Tokenizer words = model.tokenizer();
        List<ChoiceItem> items = folder.questions(subject);
        int longest = model.spec().maxPositions();
        ChoicePrompt template = new ChoicePrompt(subject.name(), folder.examples(subject, spec.fewShot()), longest);
        List<Question> questions = new ArrayList<>();
        for (ChoiceItem item : items.subList(0, (int) Math.min(spec.limit(), items.size()))) {
            String prompt = mappers.map(template.text(item, text -> words.encode(mappers.map(text)).length));
            int[] ids = words.encode(prompt);
            if (ids.length > longest) {
                throw new IOException(item.source() + ": the question alone has " + ids.length + " tokens, the model "
                        + model.name() + " reads at most " + longest
                        + " (max_position_embeddings); take it out or use a model with longer sequences");
            }
            questions.add(new Question(item, prompt, ids, SampleLine.sha256(prompt)));
        }
        return new CmmluRun(model, subject, spec.fewShot(), items.size(), letters(words), questions);
    }

    private static int[] letters(Tokenizer words) throws IOException {
        int[] letters = new int[ChoiceItem.LETTERS.size()];
        for (int i = 0; i < letters.length; i++) {
            int[] ids = words.encode(ChoiceItem.LETTERS.get(i));
            if (ids.length != 1) {
                throw new IOException("tokenizer " + words + " cuts the letter " + ChoiceItem.LETTERS.get(i) + " into "
                        + ids.length + " tokens; multiple choice needs one token per letter");
            }
            letters[i] = ids[0];
        }
        return letters;
    }

    CmmluSubject subject() {
        return subject;
    }

    @Override
    public String name() {
        return NAME + subject.key();
    }

    @Override
    public long samples() {
        return questions.size();
    }

    @Override
    public String promptHash(long sample) {
        return questions.get((int) sample).hash();
    }

    @Override
    public ObjectNode compute(long sample, BooleanSupplier cancelled) {
        Question question = questions.get((int) sample);
        ChoiceScore score = ChoiceScore.of(model.nextTokenLogits(question.ids(), cancelled), letters);
        ChoiceItem item = question.item();
        ObjectNode line = SampleLine.of(sample, doc(item), item.letter(), question.hash());
        ObjectNode arguments = line.putObject("arguments");
        ArrayNode responses = JsonNodeFactory.instance.arrayNode();
        ArrayNode filtered = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < letters.length; i++) {
            arguments
                    .putObject("gen_args_" + i)
                    .put("arg_0", question.prompt())
                    .put("arg_1", ChoiceItem.LETTERS.get(i));
            ArrayNode response = JsonNodeFactory.instance
                    .arrayNode()
                    .add(Double.toString(score.logProbs().get(i)))
                    .add(i == score.chosen() ? "True" : "False");
            responses.addArray().add(response);
            filtered.add(response.deepCopy());
        }
        line.set("resps", responses);
        line.set("filtered_resps", filtered);
        line.put("filter", "none");
        line.putArray("metrics").add(ACCURACY);
        line.put("prediction", ChoiceItem.LETTERS.get(score.chosen()));
        ArrayNode logits = line.putArray("logits");
        score.logits().forEach(logits::add);
        line.put(ACCURACY, score.chosen() == item.answer() ? 1.0 : 0.0);
        return line;
    }

    private static ObjectNode doc(ChoiceItem item) {
        ObjectNode doc = JsonNodeFactory.instance.objectNode();
        doc.put("Question", item.question());
        for (int i = 0; i < item.options().size(); i++) {
            doc.put(ChoiceItem.LETTERS.get(i), item.options().get(i));
        }
        return doc.put("Answer", item.letter());
    }

    @Override
    public TaskScore score(List<ObjectNode> samples) {
        SampleMean accuracy = SampleMean.of(
                samples.stream().map(s -> s.path(ACCURACY).doubleValue()).toList());
        return new TaskScore(
                name(),
                "- " + subject.key(),
                Map.of(ACCURACY, accuracy.mean(), ACCURACY + "_stderr", accuracy.standardError()),
                Map.of(ACCURACY, true),
                samples.size(),
                available,
                fewShot);
    }

    @Override
    public ObjectNode settings() {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        settings.put("task", name()).put("output_type", "multiple_choice").put("num_fewshot", fewShot);
        settings.put("description", "以下是关于" + subject.name() + "的单项选择题，请直接给出正确答案的选项。\n\n");
        settings.put("target_delimiter", "").put("fewshot_delimiter", "\n\n");
        settings.putArray("metric_list")
                .addObject()
                .put("metric", ACCURACY)
                .put("aggregation", "mean")
                .put("higher_is_better", true);
        return settings;
    }

    @Override
    public void close() {
        // holds nothing but memory
    }
}
