package org.steelworks.data.piece;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A SentencePiece model of type unigram or bpe, with the pieces of the original's {@code encode_as_pieces}. Immutable,
 * safe for any thread; time and memory are linear in the text, for bpe times its logarithm.
 */
public final class SentencePieces {
    private static final byte[] HEXADECIMAL = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final PieceNormalizer normalizer;
    private final PieceEncoder encoder;
    private final boolean byteFallback;

    private SentencePieces(PieceModel model) {
        normalizer = new PieceNormalizer(model);
        encoder = switch (model.algorithm()) {
            case UNIGRAM -> new UnigramEncoder(model);
            case BPE -> new BpeEncoder(model);
        };
        byteFallback = model.byteFallback();
    }

    /**
     * Reads a model.
     *
     * @param file content of a {@code .model} file
     * @throws InvalidPieceModel if it is none, or one of another type
     */
    public static SentencePieces of(byte[] file) {
        return new SentencePieces(PieceModel.parse(file));
    }

    /** The pieces, with one space between two; an unpaired surrogate counts as a question mark. */
    public String joined(String text) {
        ByteSink out = new ByteSink(text.length() * 2);
        cut(text, (bytes, from, to) -> {
            if (out.length() > 0) {
                out.add((byte) ' ');
            }
            out.add(bytes, from, to);
        });
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    /** Gives the pieces in order; an unpaired surrogate counts as a question mark. */
    public void each(String text, Consumer<String> piece) {
        cut(text, (bytes, from, to) -> piece.accept(new String(bytes, from, to - from, StandardCharsets.UTF_8)));
    }

    /** Takes a piece: the bytes of {@code [from, to)}, valid until the next one. */
    private interface Sink {
        void accept(byte[] bytes, int from, int to);
    }

    private void cut(String text, Sink sink) {
        ByteSink normalized = normalizer.normalize(text.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = normalized.array();
        Segmentation pieces = encoder.encode(bytes, normalized.length());
        // A run of unknown characters is one piece.
        int unknownFrom = -1;
        int start = 0;
        for (int end = pieces.end(0); end > 0; end = pieces.end(start)) {
            boolean isUnknown = pieces.isUnknown(end);
            if (isUnknown && byteFallback) {
                asBytes(bytes, start, end, sink);
            } else if (isUnknown) {
                unknownFrom = unknownFrom < 0 ? start : unknownFrom;
            } else {
                if (unknownFrom >= 0) {
                    sink.accept(bytes, unknownFrom, start);
                    unknownFrom = -1;
                }
                sink.accept(bytes, start, end);
            }
            start = end;
        }
        if (unknownFrom >= 0) {
            sink.accept(bytes, unknownFrom, start);
        }
    }

    /** Each byte as a piece such as {@code <0xE4>}. */
    private static void asBytes(byte[] bytes, int from, int to, Sink sink) {
        byte[] piece = {'<', '0', 'x', 0, 0, '>'};
        for (int i = from; i < to; i++) {
            piece[3] = HEXADECIMAL[bytes[i] >> 4 & 15];
            piece[4] = HEXADECIMAL[bytes[i] & 15];
            sink.accept(piece, 0, piece.length);
        }
    }
}
