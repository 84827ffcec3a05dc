package org.steelworks.data.clean.recipe;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.steelworks.data.clean.Likeness;
import org.steelworks.data.clean.Operator;
import org.steelworks.data.clean.WordSplit;
import org.steelworks.data.clean.dedup.Comparison;
import org.steelworks.data.clean.dedup.ExactDeduplicator;
import org.steelworks.data.clean.dedup.MinHashBands;
import org.steelworks.data.clean.dedup.MinHashDeduplicator;
import org.steelworks.data.clean.dedup.SimHashDeduplicator;
import org.steelworks.data.clean.filter.AlphabeticTokenFilter;
import org.steelworks.data.clean.filter.AlphanumericFilter;
import org.steelworks.data.clean.filter.AverageLineLengthFilter;
import org.steelworks.data.clean.filter.CharacterRepetitionFilter;
import org.steelworks.data.clean.filter.MaximumLineLengthFilter;
import org.steelworks.data.clean.filter.SpecialCharactersFilter;
import org.steelworks.data.clean.filter.TextLengthFilter;
import org.steelworks.data.clean.map.ChineseConvertMapper;
import org.steelworks.data.clean.map.CleanCopyrightMapper;
import org.steelworks.data.clean.map.CleanEmailMapper;
import org.steelworks.data.clean.map.CleanHtmlMapper;
import org.steelworks.data.clean.map.CleanIpMapper;
import org.steelworks.data.clean.map.CleanLinksMapper;
import org.steelworks.data.clean.map.ExpandMacroMapper;
import org.steelworks.data.clean.map.FixUnicodeMapper;
import org.steelworks.data.clean.map.PunctuationNormalizationMapper;
import org.steelworks.data.clean.map.RemoveRepeatSentencesMapper;
import org.steelworks.data.clean.map.RemoveSpecificCharsMapper;
import org.steelworks.data.clean.map.WhitespaceNormalizationMapper;
import org.steelworks.data.text.UnicodeRepair;

/** The operators a recipe can name, with parameters and defaults as in Data-Juicer. Immutable. */
public final class OperatorRegistry {
    private final Map<String, OperatorEntry> entries = new LinkedHashMap<>();

    private OperatorRegistry(List<OperatorEntry> known) {
        known.forEach(entry -> entries.put(entry.name(), entry));
    }

    /** Every operator there is. */
    public static OperatorRegistry standard() {
        return new OperatorRegistry(Stream.of(mappers(), filters(), WordModels.entries(), deduplicators())
                .flatMap(List::stream)
                .toList());
    }

    private static List<OperatorEntry> mappers() {
        OperatorParameter replacement =
                OperatorParameter.text("repl", "", "What is put in the place of a match, literally.");
        return List.of(
                new OperatorEntry(
                        ChineseConvertMapper.NAME,
                        List.of(OperatorParameter.text(
                                "mode", "s2t", "Direction of the conversion; t2s, traditional to simplified.")),
                        OperatorRegistry::chineseConvert),
                new OperatorEntry(
                        CleanEmailMapper.NAME, List.of(replacement), a -> new CleanEmailMapper(replacement(a))),
                new OperatorEntry(CleanHtmlMapper.NAME, List.of(), a -> new CleanHtmlMapper()),
                new OperatorEntry(
                        CleanLinksMapper.NAME, List.of(replacement), a -> new CleanLinksMapper(replacement(a))),
                new OperatorEntry(
                        FixUnicodeMapper.NAME,
                        List.of(OperatorParameter.text(
                                "normalization", "NFC", "Unicode normalization form: NFC, NFD, NFKC or NFKD.")),
                        OperatorRegistry::fixUnicode),
                new OperatorEntry(
                        PunctuationNormalizationMapper.NAME, List.of(), a -> new PunctuationNormalizationMapper()),
                new OperatorEntry(
                        WhitespaceNormalizationMapper.NAME, List.of(), a -> new WhitespaceNormalizationMapper()),
                new OperatorEntry(CleanIpMapper.NAME, List.of(replacement), a -> new CleanIpMapper(replacement(a))),
                new OperatorEntry(CleanCopyrightMapper.NAME, List.of(), a -> new CleanCopyrightMapper()),
                new OperatorEntry(ExpandMacroMapper.NAME, List.of(), a -> new ExpandMacroMapper()),
                new OperatorEntry(
                        RemoveRepeatSentencesMapper.NAME,
                        List.of(
                                OperatorParameter.truth("lowercase", false, "Whether case does not count."),
                                OperatorParameter.truth(
                                        "ignore_special_character",
                                        true,
                                        "Whether only ASCII letters and digits, Chinese characters and blanks count."),
                                OperatorParameter.whole(
                                        "min_repeat_sentence_length",
                                        2,
                                        "Shorter sentences always stay; characters that count.")),
                        a -> new RemoveRepeatSentencesMapper(
                                a.truth("lowercase"),
                                a.truth("ignore_special_character"),
                                a.whole("min_repeat_sentence_length"))),
                new OperatorEntry(
                        RemoveSpecificCharsMapper.NAME,
                        List.of(
                                OperatorParameter.texts(
                                        "chars_to_remove",
                                        "\u25C6\u25CF\u25A0\u25BA\u25BC\u25B2\u25B4\u2206\u25BB\u25B7\u2756\u2661\u25A1",
                                        "What is deleted."),
                                OperatorParameter.truth(
                                        "keep_pipe",
                                        false,
                                        "Whether the ASCII pipe stays, which Data-Juicer deletes along with two or more characters.")),
                        a -> new RemoveSpecificCharsMapper(a.texts("chars_to_remove"), a.truth("keep_pipe"))));
    }

    private static List<OperatorEntry> filters() {
        return List.of(
                new OperatorEntry(
                        CharacterRepetitionFilter.NAME,
                        List.of(
                                OperatorParameter.whole("rep_len", 10, "Length of an n-gram in characters, from 1."),
                                OperatorParameter.number("min_ratio", 0.0, "Smallest ratio kept."),
                                OperatorParameter.number("max_ratio", 0.5, "Largest ratio kept.")),
                        OperatorRegistry::characterRepetition),
                PerplexityModels.entry(),
                LanguageIdModels.entry(),
                new OperatorEntry(
                        TextLengthFilter.NAME,
                        List.of(
                                OperatorParameter.whole("min_len", 10, "Smallest number of characters kept."),
                                OperatorParameter.whole(
                                        "max_len", Long.MAX_VALUE, "Largest number of characters kept.")),
                        a -> new TextLengthFilter(a.whole("min_len"), a.whole("max_len"))),
                new OperatorEntry(
                        AlphanumericFilter.NAME,
                        List.of(
                                OperatorParameter.truth(
                                        "tokenization",
                                        false,
                                        "Whether letters are counted per token of the Pythia tokenizer, else letters and numbers per character."),
                                OperatorParameter.number("min_ratio", 0.25, "Smallest ratio kept."),
                                OperatorParameter.number("max_ratio", Long.MAX_VALUE, "Largest ratio kept.")),
                        OperatorRegistry::alphanumeric),
                new OperatorEntry(
                        AverageLineLengthFilter.NAME,
                        lengths(),
                        a -> new AverageLineLengthFilter(a.whole("min_len"), a.whole("max_len"))),
                new OperatorEntry(
                        MaximumLineLengthFilter.NAME,
                        lengths(),
                        a -> new MaximumLineLengthFilter(a.whole("min_len"), a.whole("max_len"))),
                new OperatorEntry(
                        SpecialCharactersFilter.NAME,
                        List.of(
                                OperatorParameter.number("min_ratio", 0.0, "Smallest ratio kept."),
                                OperatorParameter.number("max_ratio", 0.25, "Largest ratio kept.")),
                        a -> new SpecialCharactersFilter(a.number("min_ratio"), a.number("max_ratio"))));
    }

    private static List<OperatorEntry> deduplicators() {
        OperatorParameter tokens = OperatorParameter.text(
                "tokenization", "space", "What a token is: space, punctuation (between marks) or character.");
        OperatorParameter lowercase = OperatorParameter.truth("lowercase", true, "Whether case does not count.");
        OperatorParameter ignored = OperatorParameter.textOrNothing(
                "ignore_pattern", "Regular expression of what does not count; null for nothing.");
        return List.of(
                new OperatorEntry(
                        ExactDeduplicator.NAME,
                        List.of(
                                OperatorParameter.truth("lowercase", false, "Whether case does not count."),
                                OperatorParameter.truth(
                                        "ignore_non_character",
                                        false,
                                        "Whether blanks, digits and ASCII punctuation do not count.")),
                        a -> new ExactDeduplicator(a.truth("lowercase"), a.truth("ignore_non_character"))),
                new OperatorEntry(
                        SimHashDeduplicator.NAME,
                        List.of(
                                tokens,
                                OperatorParameter.whole("window_size", 6, "Tokens of a shingle, from 1."),
                                lowercase,
                                ignored,
                                OperatorParameter.whole(
                                        "num_blocks", 6, "Blocks of the hash in the search, above hamming_distance."),
                                OperatorParameter.whole(
                                        "hamming_distance", 4, "Most bits in which near duplicates differ."),
                                OperatorParameter.truth(
                                        "last_shingle",
                                        false,
                                        "Whether the last shingle counts, as in Data-Juicer since April 2025.")),
                        a -> new SimHashDeduplicator(
                                a.text("tokenization"),
                                a.small("window_size"),
                                a.truth("last_shingle"),
                                new Comparison(a.truth("lowercase"), a.textOrNothing("ignore_pattern")),
                                new Likeness.Near(a.small("num_blocks"), a.small("hamming_distance")))),
                new OperatorEntry(
                        MinHashDeduplicator.NAME,
                        List.of(
                                OperatorParameter.text(
                                        "tokenization",
                                        "space",
                                        "What a token is: as before, or sentencepiece for the pieces of tokenizer_model."),
                                OperatorParameter.whole("window_size", 5, "Tokens of a shingle, from 1."),
                                lowercase,
                                ignored,
                                OperatorParameter.whole("num_permutations", 256, "Hash values of a document, from 1."),
                                OperatorParameter.number(
                                        "jaccard_threshold", 0.7, "Similarity that the bands are chosen for, 0 to 1."),
                                OperatorParameter.wholeOrNothing(
                                        "num_bands", "Bands; null: chosen for jaccard_threshold."),
                                OperatorParameter.wholeOrNothing(
                                        "num_rows_per_band", "Hash values of a band; null as before."),
                                OperatorParameter.textOrNothing(
                                        "tokenizer_model",
                                        "SentencePiece model for tokenization sentencepiece, path from the recipe's"
                                                + " folder.")),
                        OperatorRegistry::minHash));
    }

    private static List<OperatorParameter> lengths() {
        return List.of(
                OperatorParameter.whole("min_len", 10, "Smallest number of characters kept."),
                OperatorParameter.whole("max_len", Long.MAX_VALUE, "Largest number of characters kept."));
    }

    private static Operator alphanumeric(Arguments arguments) {
        double min = arguments.number("min_ratio");
        double max = arguments.number("max_ratio");
        return arguments.truth("tokenization")
                ? new AlphabeticTokenFilter(PythiaTokens::count, min, max)
                : new AlphanumericFilter(min, max);
    }

    private static Operator minHash(Arguments arguments) {
        int permutations = arguments.small("num_permutations");
        return new MinHashDeduplicator(
                arguments.text("tokenization"),
                pieces(arguments),
                arguments.small("window_size"),
                new Comparison(arguments.truth("lowercase"), arguments.textOrNothing("ignore_pattern")),
                arguments.isNothing("num_bands") || arguments.isNothing("num_rows_per_band")
                        ? MinHashBands.forThreshold(permutations, arguments.number("jaccard_threshold"))
                        : new MinHashBands(
                                permutations, arguments.small("num_bands"), arguments.small("num_rows_per_band")));
    }

    private static WordSplit pieces(Arguments arguments) {
        boolean wanted = arguments.text("tokenization").equals(MinHashDeduplicator.PIECES);
        if (wanted && arguments.textOrNothing("tokenizer_model").isEmpty()) {
            throw new IllegalArgumentException(
                    "tokenization sentencepiece needs a SentencePiece model; name its file with"
                            + " tokenizer_model (path from the recipe's folder)");
        }
        return arguments.textOrNothing("tokenizer_model").isEmpty()
                ? null
                : ModelFiles.pieces(arguments.model("a SentencePiece model", "tokenizer_model"))::each;
    }

    private static Operator chineseConvert(Arguments arguments) {
        String mode = arguments.text("mode");
        if (!mode.equals("t2s")) {
            throw new IllegalArgumentException("mode " + mode + " is not available; write mode: t2s, the only direction"
                    + " whose dictionaries come with this program");
        }
        return new ChineseConvertMapper(TextTables.traditionalToSimplified());
    }

    private static Operator fixUnicode(Arguments arguments) {
        String form = arguments.text("normalization");
        for (UnicodeRepair.Form known : UnicodeRepair.Form.values()) {
            if (known.name().equals(form.toUpperCase(Locale.ROOT))) {
                return new FixUnicodeMapper(known);
            }
        }
        throw new IllegalArgumentException(
                "normalization \"" + form + "\" is no form of Unicode; write NFC, NFD, NFKC or NFKD");
    }

    private static Operator characterRepetition(Arguments arguments) {
        long repLen = arguments.whole("rep_len");
        if (repLen > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("rep_len " + repLen + " is longer than any text");
        }
        return new CharacterRepetitionFilter(
                (int) repLen, arguments.number("min_ratio"), arguments.number("max_ratio"));
    }

    private static String replacement(Arguments arguments) {
        String replacement = arguments.text("repl");
        if (replacement.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("repl \"" + replacement
                    + "\" has a backslash, which Data-Juicer takes for a group reference and this program does not"
                    + " support; write a text without one");
        }
        return replacement;
    }

    /** The operator of that name. */
    public Optional<OperatorEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    public Collection<OperatorEntry> entries() {
        return List.copyOf(entries.values());
    }

    Collection<String> names() {
        return entries.keySet();
    }
}
