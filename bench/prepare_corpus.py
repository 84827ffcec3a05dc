#!/usr/bin/env python3
"""Writes a corpus for `steel bench prepare --in` and `bench/large_prepare.py`: one {"text": …} a line, a function of kind, size and seed.

    python bench/prepare_corpus.py web 20 corpus.jsonl                       pages made here: prose, mark-up, links, menus, chats, tables
    python bench/prepare_corpus.py texts 20 corpus.jsonl --from FILE...      the texts of these files, again and again

In `texts` every round puts other numbers at three places of each text, so that no two are equal and few are near.
"""

import argparse
import json
import random

WORDS = (
    "the of and to in is that it was for on are as with they be at this have from or one had by but not what all were we when your "
    "can said there use an each which she do how their if will up other about out many then them these so some her would make like "
    "him into time has look two more write go see number no way could people my than first water been call who oil its now find "
    "long down day did get come made may part house garden river question language history science market company government "
    "students research results method example system network information development problem different important experience "
    "winter summer mountain village children teacher morning evening computer program function values several another between "
    "because through without against during however although perhaps whether something everything"
).split()
NAMES = "Anna Boris Chen David Elena Fatima Georg Hana Ivan Julia Karl Lin Maria Nadia Oskar Paul Rosa Sofia Tomas Yan".split()
CHARACTERS = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去"
    "法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点"
    "正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿"
    "原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德"
    "资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交"
)
TRADITIONAL = "國學會時個們來為開關經過頭車馬電話書長門問題現實對發點還這裡說樂讓認識覺"
SITES = "example.com example.org news.example.net shop.example.com docs.example.edu".split()


class Pages:
    """Paragraphs are made once; a page is a new arrangement of them with numbers of its own."""

    def __init__(self, seed):
        self.draw = random.Random(seed)
        # word frequencies fall as in natural text
        self.weights = [1 / (i + 2) for i in range(len(WORDS))]
        self.character_weights = [1 / (i + 20) for i in range(len(CHARACTERS))]
        self.english = [self.english_paragraph() for _ in range(3000)]
        self.chinese = [self.chinese_paragraph() for _ in range(3000)]

    def english_sentence(self):
        words = self.draw.choices(WORDS, self.weights, k=self.draw.randint(5, 22))
        if self.draw.random() < 0.3:
            words[self.draw.randrange(len(words))] = self.draw.choice(NAMES)
        if self.draw.random() < 0.3:
            words[self.draw.randrange(len(words) - 1)] += ","
        return words[0].capitalize() + " " + " ".join(words[1:]) + self.draw.choice("......!?")

    def english_paragraph(self):
        return " ".join(self.english_sentence() for _ in range(self.draw.randint(2, 7)))

    def chinese_sentence(self):
        parts = []
        for _ in range(self.draw.randint(1, 4)):
            parts.append("".join(self.draw.choices(CHARACTERS, self.character_weights, k=self.draw.randint(4, 14))))
        sentence = "，".join(parts) + self.draw.choice("。。。。！？")
        if self.draw.random() < 0.05:
            at = self.draw.randrange(len(sentence))
            sentence = sentence[:at] + self.draw.choice(TRADITIONAL) + sentence[at + 1 :]
        return sentence

    def chinese_paragraph(self):
        # some set spaces between sentences, as pages with line breaks in the source do
        return self.draw.choice(("", "", " ")).join(self.chinese_sentence() for _ in range(self.draw.randint(2, 7)))

    def paragraphs(self, pool, least, most):
        chosen = self.draw.choices(pool, k=self.draw.randint(least, most))
        return [p + " (%d)" % self.draw.randrange(10**6) if self.draw.random() < 0.5 else p for p in chosen]

    def link(self):
        return "https://www.%s/%s/%d" % (self.draw.choice(SITES), self.draw.choice(WORDS), self.draw.randrange(10**6))

    def html(self, paragraphs):
        menu = "".join('<li><a href="%s">%s</a></li>' % (self.link(), self.draw.choice(WORDS)) for _ in range(6))
        body = "\n".join("<p>%s</p>" % p.replace("(", "<b>(").replace(")", ")</b>") for p in paragraphs)
        return "<html><head><title>%s</title></head><body><ul>%s</ul>\n%s\n<div>&copy; %d %s &amp; Co.</div></body></html>" % (
            self.draw.choice(WORDS), menu, body, self.draw.randint(1999, 2024), self.draw.choice(NAMES),
        )  # fmt: skip

    def chat(self, paragraphs):
        turns = []
        for i, paragraph in enumerate(paragraphs):
            turns.append("<|im_start|>%s\n%s<|im_end|>" % ("assistant" if i % 2 else "user", paragraph))
        return "\n".join(turns)

    def page(self):
        pool = self.english if self.draw.random() < 0.5 else self.chinese
        paragraphs = self.paragraphs(pool, 2, 12)
        kind = self.draw.random()
        if kind < 0.15:
            return self.html(paragraphs)
        if kind < 0.25:
            return self.chat(paragraphs)
        if kind < 0.35:
            at = self.draw.randrange(len(paragraphs))
            paragraphs[at] += " %s %s@%s 10.0.%d.%d" % (
                self.link(), self.draw.choice(NAMES).lower(), self.draw.choice(SITES), self.draw.randrange(256), self.draw.randrange(256),
            )  # fmt: skip
        elif kind < 0.40:
            paragraphs += paragraphs[: self.draw.randint(1, 2)]
        elif kind < 0.45:
            paragraphs.append("● " + "\n● ".join(self.draw.choices(WORDS, k=8)))
        elif kind < 0.48:
            paragraphs[0] = paragraphs[0].replace("'", "â€™").replace(". ", ". Itâ€™s so. ", 1)
        elif kind < 0.50:
            paragraphs = ["\t".join(str(self.draw.randrange(10**4)) for _ in range(8)) for _ in range(12)]
        return "\n".join(paragraphs)


def rounds(files, seed):
    texts = []
    for name in files:
        with open(name, encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines]
    draw = random.Random(seed)
    while True:
        for text in texts:
            for _ in range(3 if len(text) > 12 else 0):
                at = draw.randrange(len(text) + 1)
                text = "%s%d%s" % (text[:at], draw.randrange(10**6), text[at:])
            yield text


def pages(seed):
    made = Pages(seed)
    while True:
        yield made.page()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=["web", "texts"])
    parser.add_argument("mb", type=int, help="size of the file")
    parser.add_argument("out")
    parser.add_argument("--from", dest="files", nargs="+", default=[])
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    if a.kind == "texts" and not a.files:
        parser.error("texts needs --from")
    written = 0
    with open(a.out, "w", encoding="utf-8") as out:
        for text in pages(a.seed) if a.kind == "web" else rounds(a.files, a.seed):
            line = json.dumps({"text": text}, ensure_ascii=False) + "\n"
            out.write(line)
            written += len(line.encode("utf-8"))
            if written >= a.mb * 1_000_000:
                return


if __name__ == "__main__":
    main()
