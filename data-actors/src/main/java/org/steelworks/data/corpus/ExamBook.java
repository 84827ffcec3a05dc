package org.steelworks.data.corpus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the exam and the exercises that teach it. An exercise asks about the same facts in the same words as the exam but
 * never offers the same set of options for the same question: a model has to have learned the fact, not the item.
 */
final class ExamBook {
    /** Questions per subject in {@code test}: a multiple of four, so that the letters are balanced. */
    static final int TEST_PER_SUBJECT = 40;

    static final int DEV_PER_SUBJECT = 5;

    /** Of a hundred items, how many have a wrong option of a kind that other items ask for. */
    private static final int HARD_PERCENT = 20;

    private static final List<String> CATEGORY_QUESTIONS = List.of(
            "请仔细阅读下面给出的四个词语，其中哪个词语是大家平时所说的%s的名称？",
            "在下面给出的四个词语当中，只有其中的某个词语属于%s，请问是哪个词语？", "请从下面给出的四个词语里面，准确地找出那个属于%s的词语，它是哪个？");
    private static final List<String> CATEGORY_QUESTIONS_EN =
            List.of("Which of these words is the name of %s?", "Find among the words below the name of %s.");

    private final World world;
    private final Set<String> examIdentities = new HashSet<>();

    ExamBook(World world) {
        this.world = world;
    }

    /** The exam items of one subject with balanced letters; later exercises avoid them. */
    List<ExamItem> exam(World.Subject subject, int count, CounterRandom random) {
        List<Integer> letters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            letters.add(i % 4);
        }
        List<ExamItem> items = new ArrayList<>();
        for (int letter : random.shuffled(letters)) {
            ExamItem item = question(subject, letter, random);
            while (!examIdentities.add(item.identity())) {
                item = question(subject, letter, random);
            }
            items.add(item);
        }
        return items;
    }

    /** An exercise that is not in the exam. */
    ExamItem exercise(CounterRandom random) {
        while (true) {
            ExamItem item = question(random.pick(world.subjects()), random.below(4), random);
            if (!examIdentities.contains(item.identity())) {
                return item;
            }
        }
    }

    /** An exercise in English about a category. */
    ExamItem englishExercise(CounterRandom random) {
        World.Category category = random.pick(asked());
        World.Subject subject = world.subjects().stream()
                .filter(s -> s.key().equals(category.subject()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("world.json: no subject " + category.subject()));
        int letter = random.below(4);
        World.Name right = random.pick(category.members()).name();
        List<World.Name> names = options(right, stranger(category, random), letter, random);
        String kind = category.name().oneEn();
        String question = random.pick(CATEGORY_QUESTIONS_EN).formatted(kind);
        String explanation = "Note: the %s (%s) is %s.".formatted(right.en(), right.zh(), kind);
        return new ExamItem(
                subject, question, names.stream().map(World.Name::en).toList(), letter, explanation);
    }

    private ExamItem question(World.Subject subject, int letter, CounterRandom random) {
        List<World.Category> own = world.categories().stream()
                .filter(c -> c.subject().equals(subject.key()))
                .toList();
        return own.isEmpty() ? geography(subject, letter, random) : category(subject, random.pick(own), letter, random);
    }

    private ExamItem category(World.Subject subject, World.Category category, int letter, CounterRandom random) {
        World.Name right = random.pick(category.members()).name();
        List<World.Name> names = options(right, stranger(category, random), letter, random);
        String kind = category.name().zh();
        String question = random.pick(CATEGORY_QUESTIONS).formatted(kind);
        String explanation = "解析：正确的答案是%s (%s) 因为它是大家平时都很熟悉的一种%s。".formatted(right.zh(), right.en(), kind);
        return new ExamItem(
                subject, question, names.stream().map(World.Name::zh).toList(), letter, explanation);
    }

    private ExamItem geography(World.Subject subject, int letter, CounterRandom random) {
        List<World.Country> two = random.pickSome(world.countries(), 2);
        boolean capital = random.chance(50);
        World.Name right = capital ? two.get(0).capital() : two.get(0).river();
        World.Name other = capital ? two.get(1).capital() : two.get(1).river();
        List<World.Name> names = options(right, other, letter, random);
        String country = two.get(0).name().zh();
        String question = (capital ? "请仔细阅读下面给出的四个名称，其中哪个名称是%s的首都所在的城市？" : "请仔细阅读下面给出的四个名称，其中哪个名称是流过%s的最大的河流？")
                .formatted(country);
        String explanation = (capital ? "解析：正确的答案是%s (%s) 因为它就是%s的首都所在的城市。" : "解析：正确的答案是%s (%s) 因为它就是流过%s的最大的河流。")
                .formatted(right.zh(), right.en(), country);
        return new ExamItem(
                subject, question, names.stream().map(World.Name::zh).toList(), letter, explanation);
    }

    /** {@code right} among three everyday things that no question asks for, or two of them and {@code tempting}. */
    private List<World.Name> options(World.Name right, World.Name tempting, int letter, CounterRandom random) {
        List<World.Category> everyday =
                world.categories().stream().filter(c -> c.subject().isEmpty()).toList();
        List<World.Name> names = new ArrayList<>();
        random.pickSome(everyday, 3)
                .forEach(c -> names.add(random.pick(c.members()).name()));
        if (random.chance(HARD_PERCENT)) {
            names.set(random.below(3), tempting);
        }
        names.add(letter, right);
        return names;
    }

    private World.Name stranger(World.Category category, CounterRandom random) {
        List<World.Category> others =
                asked().stream().filter(c -> c != category).toList();
        return random.pick(random.pick(others).members()).name();
    }

    private List<World.Category> asked() {
        return world.categories().stream().filter(c -> !c.subject().isEmpty()).toList();
    }
}
