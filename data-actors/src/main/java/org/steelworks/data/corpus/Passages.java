package org.steelworks.data.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plain texts about the world: walks, journeys, sums in words, dialogues and small programs with an explanation. */
final class Passages {
    /** One question of a dialogue and its answer. */
    record Turn(String question, String answer) {}

    private static final List<String> NUMBERS_ZH = List.of(
            "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八");
    private static final List<String> NUMBERS_EN = List.of(
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen");

    private final World world;

    Passages(World world) {
        this.world = world;
    }

    String walk(CounterRandom random) {
        World.Name person = random.pick(world.people());
        List<String> lines = new ArrayList<>();
        lines.add("%s今天出门散步，一路上见到了许多东西。".formatted(person.zh()));
        for (World.Category category : random.pickSome(world.categories(), 5)) {
            List<World.Thing> two = random.pickSome(category.members(), 2);
            String first = two.get(0).name().zh();
            String second = two.get(1).name().zh();
            lines.add("在%s附近，%s看见了%s和%s。".formatted(category.place().zh(), person.zh(), first, second));
            lines.add("%s和%s都属于%s，其中%s是%s的。"
                    .formatted(
                            first,
                            second,
                            category.name().zh(),
                            first,
                            two.get(0).colour()));
        }
        lines.add("%s高高兴兴地回到了家里。".formatted(person.zh()));
        return String.join("\n", lines);
    }

    String englishWalk(CounterRandom random) {
        World.Name person = random.pick(world.people());
        List<String> lines = new ArrayList<>();
        lines.add("Today %s went for a long walk and saw many things.".formatted(person.en()));
        for (World.Category category : random.pickSome(world.categories(), 4)) {
            List<World.Thing> two = random.pickSome(category.members(), 2);
            lines.add("Near the %s there was %s and also %s."
                    .formatted(
                            category.place().en(),
                            two.get(0).name().oneEn(),
                            two.get(1).name().oneEn()));
            lines.add("The %s and the %s are %s, and people think of %s."
                    .formatted(
                            two.get(0).name().en(),
                            two.get(1).name().en(),
                            category.plural(),
                            category.use().en()));
        }
        lines.add("In the evening %s came back home.".formatted(person.en()));
        return String.join("\n", lines);
    }

    String journey(CounterRandom random) {
        World.Name person = random.pick(world.people());
        List<String> lines = new ArrayList<>();
        lines.add("%s喜欢旅行，去年到过几个国家。".formatted(person.zh()));
        for (World.Country country : random.pickSome(world.countries(), 5)) {
            lines.add("%s的首都是%s，%s在那里住了几天。"
                    .formatted(country.name().zh(), country.capital().zh(), person.zh()));
            lines.add("流过%s的大河是%s，河边的风景很好。"
                    .formatted(country.name().zh(), country.river().zh()));
        }
        return String.join("\n", lines);
    }

    String sums(CounterRandom random) {
        boolean english = random.chance(40);
        List<String> lines = new ArrayList<>();
        lines.add(english ? "Here are some sums written in words." : "下面是几道用文字写成的算术题。");
        for (int a : random.pickSome(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 8)) {
            int b = 1 + random.below(9);
            lines.add(
                    english
                            ? "When we add %s and %s we get %s."
                                    .formatted(NUMBERS_EN.get(a), NUMBERS_EN.get(b), NUMBERS_EN.get(a + b))
                            : "问：%s加%s等于多少？ 答：%s加%s等于%s。"
                                    .formatted(
                                            NUMBERS_ZH.get(a),
                                            NUMBERS_ZH.get(b),
                                            NUMBERS_ZH.get(a),
                                            NUMBERS_ZH.get(b),
                                            NUMBERS_ZH.get(a + b)));
        }
        return String.join("\n", lines);
    }

    List<Turn> dialogue(CounterRandom random) {
        List<Turn> turns = new ArrayList<>();
        int count = 1 + random.below(3);
        for (int i = 0; i < count; i++) {
            turns.add(turn(random));
        }
        return turns;
    }

    private Turn turn(CounterRandom random) {
        World.Category category = random.pick(world.categories());
        World.Thing thing = random.pick(category.members());
        World.Country country = random.pick(world.countries());
        return switch (random.below(5)) {
            case 0 ->
                new Turn(
                        "请问%s属于哪一类？".formatted(thing.name().zh()),
                        "%s属于%s，它的英文名字是 %s。"
                                .formatted(
                                        thing.name().zh(),
                                        category.name().zh(),
                                        thing.name().en()));
            case 1 ->
                new Turn(
                        "%s的首都在哪里？".formatted(country.name().zh()),
                        "%s的首都是%s。"
                                .formatted(
                                        country.name().zh(), country.capital().zh()));
            case 2 ->
                new Turn(
                        "What is %s?".formatted(thing.name().oneEn()),
                        "The %s is %s, and people think of %s."
                                .formatted(
                                        thing.name().en(),
                                        category.name().oneEn(),
                                        category.use().en()));
            case 3 ->
                new Turn(
                        "Which city is the capital of %s?"
                                .formatted(country.name().en()),
                        "The capital of %s is %s."
                                .formatted(
                                        country.name().en(), country.capital().en()));
            default -> {
                List<World.Thing> three = random.pickSome(category.members(), 3);
                yield new Turn(
                        "请举出三个%s的例子。".formatted(category.name().zh()),
                        "可以举出的例子有%s、%s和%s。"
                                .formatted(
                                        three.get(0).name().zh(),
                                        three.get(1).name().zh(),
                                        three.get(2).name().zh()));
            }
        };
    }

    String program(CounterRandom random) {
        World.Category category = random.pick(world.categories());
        List<String> words = random.pickSome(category.members(), 4).stream()
                .map(t -> t.name().en())
                .toList();
        String list = category.plural().replace(' ', '_');
        if (random.chance(50)) {
            return """
                    The following Python function counts how many %s appear in a list of words
                    %s = ["%s", "%s", "%s", "%s"]
                    def count_%s(words)
                      total = sum(word in %s for word in words)
                      return total
                    The function returns the total number of known %s in the argument"""
                    .formatted(
                            category.plural(),
                            list,
                            words.get(0),
                            words.get(1),
                            words.get(2),
                            words.get(3),
                            list,
                            list,
                            category.plural());
        }
        return """
                The following Java method tells whether a word is the name of %s
                static boolean is%s(String word) {
                  Set names = Set.of("%s", "%s", "%s");
                  return names.contains(word);
                }
                The method answers true for every %s that it knows and false for other words"""
                .formatted(
                        category.name().oneEn(),
                        category.key().substring(0, 1).toUpperCase(Locale.ROOT)
                                + category.key().substring(1),
                        words.get(0),
                        words.get(1),
                        words.get(2),
                        category.name().en());
    }
}
