package org.steelworks.data.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bundled bilingual corpus: a small closed world told as encyclopaedia entries, conversations, stories, exercises, sums
 * and programs, in raw formats and with the blemishes of real data, and an exam about the same facts.
 *
 * <p>The bytes are a function of the seed alone. A training run of a few hundred steps is meant to learn the world, and the
 * exam shows that it did. Exercises and exam share facts and wording and never the set of options of one question.
 *
 * <p><b>What an evaluator must do.</b> The exam is in CMMLU's layout and under names of CMMLU subjects, with questions of its
 * own. Its prompts carry full-width punctuation, as the original evaluation does, but cleaning makes punctuation ASCII before
 * training. So the prompt has to pass {@code fix_unicode_mapper} and {@code punctuation_normalization_mapper} like the
 * training text did; it then ends in {@code 答案是:} and the next token is one of the single tokens A, B, C, D.
 */
public final class QuickstartCorpus {
    /** Seed of the corpus that the bundled tokenizer was trained on. */
    public static final long DEFAULT_SEED = 3407;

    private static final int EDITIONS_PER_THING = 3;
    private static final int EDITIONS_PER_COUNTRY = 10;
    private static final int EXERCISES = 9000;
    private static final int ENGLISH_EXERCISES = 1000;
    private static final int WALKS = 900;
    private static final int ENGLISH_WALKS = 500;
    private static final int JOURNEYS = 400;
    private static final int SUMS = 250;
    private static final int DIALOGUES = 700;
    private static final int PROGRAMS = 120;
    private static final int WORTHLESS = 60;
    private static final int NEAR_DUPLICATE_PERCENT = 5;

    private final long seed;
    private final World world = World.load();
    private final ExamBook book = new ExamBook(world);
    private final Passages passages = new Passages(world);
    private final ObjectMapper json = new ObjectMapper();

    private QuickstartCorpus(long seed) {
        this.seed = seed;
    }

    /**
     * What was written.
     *
     * @param raw folder of the raw files; its sub-folders are the input sets, each of one raw format
     * @param exam folder with {@code dev} and {@code test}
     * @param files every file written, in a fixed order
     * @param records lines in the raw files, broken ones included
     */
    public record Written(Path raw, Path exam, List<Path> files, long records) {}

    /**
     * Writes {@code folder/raw/**} and {@code folder/exam/**}; files of the same names are replaced, other files stay.
     *
     * @throws UncheckedIOException naming the file that cannot be written
     */
    public static Written write(Path folder, long seed) {
        QuickstartCorpus corpus = new QuickstartCorpus(seed);
        CorpusFolder out = new CorpusFolder(folder);
        try {
            corpus.writeExam(out);
            corpus.writeRaw(out);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "quickstart corpus: cannot write below " + folder + ": " + e.getMessage(), e);
        }
        return new Written(folder.resolve("raw"), folder.resolve("exam"), out.files(), out.records());
    }

    private void writeExam(CorpusFolder out) throws IOException {
        for (World.Subject subject : world.subjects()) {
            CounterRandom random = new CounterRandom(seed, "exam-" + subject.key());
            out.exam("exam/dev/" + subject.key() + ".csv", book.exam(subject, ExamBook.DEV_PER_SUBJECT, random));
            out.exam("exam/test/" + subject.key() + ".csv", book.exam(subject, ExamBook.TEST_PER_SUBJECT, random));
        }
    }

    private void writeRaw(CorpusFolder out) throws IOException {
        List<byte[]> entries = encyclopaedia(random("encyclopaedia"));
        int half = entries.size() / 2;
        out.raw("raw/encyclopaedia/entries-0.json", entries.subList(0, half));
        out.raw("raw/encyclopaedia/entries-1.json", entries.subList(half, entries.size()));
        out.raw("raw/conversations/dialogues.json", conversations(random("conversations")));
        List<byte[]> exercises = exercises(random("exercises"));
        int third = exercises.size() / 3;
        out.raw("raw/exercises/book-0.jsonl", exercises.subList(0, third));
        out.raw("raw/exercises/book-1.jsonl.gz", exercises.subList(third, 2 * third));
        out.raw("raw/exercises/book-2.jsonl.zst", exercises.subList(2 * third, exercises.size()));
        List<byte[]> stories = stories(random("stories"));
        out.raw("raw/stories/stories-0.jsonl", stories.subList(0, stories.size() / 2));
        out.raw("raw/stories/stories-1.jsonl.gz", stories.subList(stories.size() / 2, stories.size()));
        out.raw("raw/programs/programs.jsonl", programs(random("programs")));
    }

    private CounterRandom random(String stream) {
        return new CounterRandom(seed, stream);
    }

    private List<byte[]> encyclopaedia(CounterRandom random) throws IOException {
        Encyclopaedia encyclopaedia = new Encyclopaedia(world);
        List<byte[]> lines = new ArrayList<>();
        for (int edition = 0; edition < EDITIONS_PER_THING; edition++) {
            for (World.Category category : world.categories()) {
                for (World.Thing thing : category.members()) {
                    lines.add(entry(encyclopaedia.thing(category, thing, random), random));
                }
            }
        }
        for (int edition = 0; edition < EDITIONS_PER_COUNTRY; edition++) {
            for (World.Country country : world.countries()) {
                lines.add(entry(encyclopaedia.country(country, random), random));
            }
        }
        lines.add(bytes(json.createObjectNode().put("title", "没有摘要").putNull("summary")));
        lines.add(bytes(json.createObjectNode()
                .put("title", "章节不是列表")
                .put("summary", "这一条的章节写成了一个字符串，读的时候应当放进隔离区。")
                .put("sections", "正文")));
        return random.shuffled(withDirtyRecords(lines, random));
    }

    private byte[] entry(Encyclopaedia.Entry entry, CounterRandom random) throws IOException {
        ObjectNode node = json.createObjectNode();
        node.put("title", entry.title());
        node.put("summary", entry.summary());
        ArrayNode sections = node.putArray("sections");
        for (Encyclopaedia.Section section : entry.sections()) {
            sections.addObject().put("title", section.title()).put("content", Dirt.maybe(section.content(), random));
        }
        ArrayNode tags = node.putArray("tags");
        entry.tags().forEach(tags::add);
        node.put("url", "http://baike.example.com/item/" + random.below(1_000_000));
        return bytes(node);
    }

    private List<byte[]> conversations(CounterRandom random) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < DIALOGUES; i++) {
            ObjectNode node = json.createObjectNode();
            ArrayNode turns = node.putArray("conversations");
            for (Passages.Turn turn : passages.dialogue(random)) {
                turns.addObject().put("from", "human").put("value", turn.question());
                turns.addObject().put("from", "assistant").put("value", Dirt.maybe(turn.answer(), random));
            }
            node.put("id", String.valueOf(i));
            lines.add(bytes(node));
        }
        return withDirtyRecords(lines, random);
    }

    private List<byte[]> exercises(CounterRandom random) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < EXERCISES; i++) {
            ExamItem item = book.exercise(random);
            lines.add(text(Dirt.maybe(item.prompt() + item.letter() + "\n" + item.explanation(), random)));
        }
        for (int i = 0; i < ENGLISH_EXERCISES; i++) {
            ExamItem item = book.englishExercise(random);
            lines.add(text(Dirt.maybe(item.englishPrompt() + item.letter() + "\n" + item.explanation(), random)));
        }
        return random.shuffled(withDirtyRecords(lines, random));
    }

    private List<byte[]> stories(CounterRandom random) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < WALKS; i++) {
            String walk = passages.walk(random);
            lines.add(text(Dirt.maybe(walk, random)));
            if (random.chance(NEAR_DUPLICATE_PERCENT)) {
                lines.add(text(Dirt.nearDuplicate(walk, random)));
            }
        }
        for (int i = 0; i < ENGLISH_WALKS; i++) {
            lines.add(text(Dirt.maybe(passages.englishWalk(random), random)));
        }
        for (int i = 0; i < JOURNEYS; i++) {
            lines.add(text(Dirt.maybe(passages.journey(random), random)));
        }
        for (int i = 0; i < SUMS; i++) {
            lines.add(text(passages.sums(random)));
        }
        for (int i = 0; i < WORTHLESS; i++) {
            World.Thing thing = random.pick(random.pick(world.categories()).members());
            lines.add(text(Dirt.worthless(thing.name().zh(), random)));
        }
        return random.shuffled(withDirtyRecords(lines, random));
    }

    private List<byte[]> programs(CounterRandom random) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < PROGRAMS; i++) {
            lines.add(text(passages.program(random)));
        }
        return withDirtyRecords(lines, random);
    }

    /** The lines with a few exact duplicates, broken records and a blank line among them. */
    private static List<byte[]> withDirtyRecords(List<byte[]> lines, CounterRandom random) {
        List<byte[]> out = new ArrayList<>(lines);
        int duplicates = Math.max(1, lines.size() / 50);
        for (int i = 0; i < duplicates; i++) {
            out.add(random.below(out.size()), random.pick(lines));
        }
        for (int kind = 0; kind < 5; kind++) {
            out.add(random.below(out.size()), Dirt.brokenRecord(kind));
        }
        out.add(random.below(out.size()), new byte[0]);
        return out;
    }

    private byte[] text(String text) throws IOException {
        return bytes(json.createObjectNode().put("text", text));
    }

    private byte[] bytes(JsonNode node) throws IOException {
        return json.writeValueAsBytes(node);
    }
}
