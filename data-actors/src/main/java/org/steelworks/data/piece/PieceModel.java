package org.steelworks.data.piece;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a SentencePiece model file says ({@code sentencepiece_model.proto} of SentencePiece), as far as encoding needs
 * it.
 *
 * @param algorithm how pieces are found
 * @param pieces in the order of their ids
 * @param byteFallback whether the unknown is written as its UTF-8 bytes
 * @param rules how a text is normalized first
 */
record PieceModel(Algorithm algorithm, List<Piece> pieces, boolean byteFallback, NormalizationRules rules) {

    /** How a text becomes pieces. */
    enum Algorithm {
        UNIGRAM,
        BPE
    }

    /** What a piece is for; the order is that of the file's numbers, which begin with 1. */
    enum Kind {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE;

        /** Whether a text can contain the piece. */
        boolean occursInText() {
            return this == NORMAL || this == USER_DEFINED || this == UNUSED;
        }
    }

    /**
     * One piece.
     *
     * @param utf8 its text
     * @param score natural logarithm of its probability, or the rank of a merge
     */
    record Piece(byte[] utf8, float score, Kind kind) {}

    /**
     * How a text is normalized.
     *
     * @param charsMap replacements of character sequences, see {@link ReplacementTable}; empty where there are none
     * @param blankInFront whether a blank is put in front of the text, or behind it where {@code blankBehind}
     * @param singleBlanks whether blanks at the ends go and runs become one
     * @param visibleBlanks whether a blank becomes U+2581
     */
    record NormalizationRules(
            byte[] charsMap, boolean blankInFront, boolean blankBehind, boolean singleBlanks, boolean visibleBlanks) {}

    PieceModel {
        pieces = List.copyOf(pieces);
    }

    /** @throws InvalidPieceModel if the bytes are no model, or one that cannot be used exactly */
    static PieceModel parse(byte[] file) {
        List<Piece> pieces = new ArrayList<>();
        Trainer trainer = new Trainer(1, false, false);
        Normalizer normalizer = new Normalizer(new byte[0], true, true, true);
        WireFields fields = new WireFields(file);
        while (fields.advance()) {
            switch (fields.number()) {
                case 1 -> pieces.add(piece(fields.message()));
                case 2 -> trainer = trainer(fields.message());
                case 3 -> normalizer = normalizer(fields.message());
                default -> {
                    // self tests, denormalization and extensions have no part in encoding
                }
            }
        }
        if (pieces.isEmpty()) {
            throw new InvalidPieceModel("no SentencePiece model: it has no pieces");
        }
        checkUnknown(pieces);
        return new PieceModel(
                trainer.algorithm(),
                pieces,
                trainer.byteFallback(),
                new NormalizationRules(
                        normalizer.charsMap(),
                        normalizer.blank() && !trainer.blankBehind(),
                        normalizer.blank() && trainer.blankBehind(),
                        normalizer.singleBlanks(),
                        normalizer.visibleBlanks()));
    }

    private static Piece piece(WireFields fields) {
        byte[] text = new byte[0];
        float score = 0;
        Kind kind = Kind.NORMAL;
        while (fields.advance()) {
            switch (fields.number()) {
                case 1 -> text = fields.content();
                case 2 -> score = fields.number32();
                case 3 -> kind = kind(fields.whole());
                default -> {
                    // extensions
                }
            }
        }
        if (text.length == 0) {
            throw new InvalidPieceModel("no SentencePiece model: a piece is empty");
        }
        return new Piece(text, score, kind);
    }

    private static Kind kind(int number) {
        if (number < 1 || number > Kind.values().length) {
            throw new InvalidPieceModel("no SentencePiece model: a piece is of unknown type " + number);
        }
        return Kind.values()[number - 1];
    }

    private record Trainer(int type, boolean blankBehind, boolean byteFallback) {
        Algorithm algorithm() {
            return switch (type) {
                case 1 -> Algorithm.UNIGRAM;
                case 2 -> Algorithm.BPE;
                default ->
                    throw new InvalidPieceModel("the SentencePiece model is of type "
                            + (type == 3 ? "word" : type == 4 ? "char" : type)
                            + ", which is not supported; train one of type unigram or bpe");
            };
        }
    }

    private static Trainer trainer(WireFields fields) {
        int type = 1;
        boolean blankBehind = false;
        boolean byteFallback = false;
        while (fields.advance()) {
            switch (fields.number()) {
                case 3 -> type = fields.whole();
                case 24 -> blankBehind = fields.flag();
                case 35 -> byteFallback = fields.flag();
                default -> {
                    // how it was trained
                }
            }
        }
        return new Trainer(type, blankBehind, byteFallback);
    }

    private record Normalizer(byte[] charsMap, boolean blank, boolean singleBlanks, boolean visibleBlanks) {}

    private static Normalizer normalizer(WireFields fields) {
        byte[] charsMap = new byte[0];
        boolean blank = true;
        boolean singleBlanks = true;
        boolean visibleBlanks = true;
        while (fields.advance()) {
            switch (fields.number()) {
                case 2 -> charsMap = fields.content();
                case 3 -> blank = fields.flag();
                case 4 -> singleBlanks = fields.flag();
                case 5 -> visibleBlanks = fields.flag();
                default -> {
                    // the rules' name and source
                }
            }
        }
        return new Normalizer(charsMap, blank, singleBlanks, visibleBlanks);
    }

    private static void checkUnknown(List<Piece> pieces) {
        long unknown = pieces.stream().filter(p -> p.kind() == Kind.UNKNOWN).count();
        if (unknown != 1) {
            throw new InvalidPieceModel(
                    "no SentencePiece model: " + unknown + " pieces stand for the unknown, expected one");
        }
    }

    static String text(Piece piece) {
        return new String(piece.utf8(), StandardCharsets.UTF_8);
    }
}
