package org.steelworks.data.piece;

import java.nio.charset.StandardCharsets;

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
        ByteSink normalized = normalizer.normalize(text.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = normalized.array();
        Segmentation pieces = encoder.encode(bytes, normalized.length());
        ByteSink out = new ByteSink(normalized.length() + pieces.count());
        boolean behindUnknown = false;
        int start = 0;
        for (int end = pieces.end(0); end > 0; end = pieces.end(start)) {
            boolean isUnknown = pieces.isUnknown(end);
            if (isUnknown && byteFallback) {
                addAsBytes(out, bytes, start, end);
            } else {
                // A run of unknown characters is one piece.
                if (start > 0 && !(isUnknown && behindUnknown)) {
                    out.add((byte) ' ');
                }
                out.add(bytes, start, end);
            }
            behindUnknown = isUnknown;
            start = end;
        }
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    /** Each byte as a piece such as {@code <0xE4>}. */
    private static void addAsBytes(ByteSink out, byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (out.length() > 0) {
                out.add((byte) ' ');
            }
            out.add((byte) '<');
            out.add((byte) '0');
            out.add((byte) 'x');
            out.add(HEXADECIMAL[bytes[i] >> 4 & 15]);
            out.add(HEXADECIMAL[bytes[i] & 15]);
            out.add((byte) '>');
        }
    }
}
