package org.steelworks.data.corpus;

import java.util.ArrayList;
import java.util.List;

/** Entries of an encyclopaedia in both languages, one or more editions per thing and country of the world. */
final class Encyclopaedia {
    /** One entry as the raw format has it. */
    record Entry(String title, String summary, List<Section> sections, List<String> tags) {}

    record Section(String title, String content) {}

    private final World world;

    Encyclopaedia(World world) {
        this.world = world;
    }

    Entry thing(World.Category category, World.Thing thing, CounterRandom random) {
        String zh = thing.name().zh();
        String en = thing.name().en();
        String kind = category.name().zh();
        List<World.Thing> kin = random.pickSome(
                category.members().stream().filter(m -> m != thing).toList(), 4);
        String summary = random.chance(50)
                ? "%s是大家熟悉的一种%s，英文名字叫做 %s。\n".formatted(zh, kind, en)
                : "人们把%s (%s) 归入%s这一类。\n".formatted(zh, en, kind);
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(
                "特征",
                "\n%s的颜色通常是%s，十分容易辨认。\n很多人在%s见过%s。\n"
                        .formatted(zh, thing.colour(), category.place().zh(), zh)));
        sections.add(new Section(
                "用途",
                "\n提到%s，大家首先想到%s。\n这也是%s的共同特点。\n".formatted(zh, category.use().zh(), kind)));
        sections.add(new Section(
                "同类",
                "\n同样属于%s的还有%s、%s、%s以及%s。\n"
                        .formatted(
                                kind,
                                kin.get(0).name().zh(),
                                kin.get(1).name().zh(),
                                kin.get(2).name().zh(),
                                kin.get(3).name().zh())));
        sections.add(new Section(
                "英文",
                "\nThe %s is %s.\nYou can often see it near the %s.\nOther %s are the %s and the %s.\n"
                        .formatted(
                                en,
                                category.name().oneEn(),
                                category.place().en(),
                                category.plural(),
                                kin.get(0).name().en(),
                                kin.get(1).name().en())));
        List<Section> kept = random.chance(70) ? sections : random.pickSome(sections, 3);
        return new Entry(zh, summary, kept, List.of(kind));
    }

    Entry country(World.Country country, CounterRandom random) {
        String zh = country.name().zh();
        World.Country neighbour =
                random.pick(world.countries().stream().filter(c -> c != country).toList());
        String summary = "%s (%s) 是一个国家，首都是%s。\n"
                .formatted(zh, country.name().en(), country.capital().zh());
        List<Section> sections = List.of(
                new Section(
                        "首都",
                        "\n%s的首都是%s (%s)，那里住着许多居民。\n"
                                .formatted(
                                        zh,
                                        country.capital().zh(),
                                        country.capital().en())),
                new Section(
                        "河流",
                        "\n流过%s的大河是%s (%s)，河水常年不断。\n"
                                .formatted(
                                        zh,
                                        country.river().zh(),
                                        country.river().en())),
                new Section(
                        "邻国",
                        "\n%s与%s相邻，而%s的首都是%s。\n"
                                .formatted(
                                        zh,
                                        neighbour.name().zh(),
                                        neighbour.name().zh(),
                                        neighbour.capital().zh())),
                new Section(
                        "英文",
                        "\nThe capital of %s is %s.\nThe great river of the country is the %s.\n"
                                .formatted(
                                        country.name().en(),
                                        country.capital().en(),
                                        country.river().en())));
        return new Entry(zh, summary, random.shuffled(sections), List.of("国家"));
    }
}
