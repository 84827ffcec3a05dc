package org.steelworks.checkpoint.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.Manifest;
import org.steelworks.checkpoint.format.SafetensorsHeader;
import org.steelworks.checkpoint.format.StatePart;

/**
 * SHA-256 of a checkpoint's content, the same for any number of workers, buckets and replicas. For each parameter, names
 * sorted by code point: the name as UTF-8, a zero byte, weights, first moments, second moments as fp32 little-endian;
 * then step and applied steps as 8 bytes little-endian each; then the data state as canonical JSON, {@code
 * {"ledger":…,"next_sample":…}}. Of the weights
 * alone: names, zero bytes and weights only. Reads in pieces of 1 MiB.
 */
public final class CheckpointHash {
    private static final int PIECE_BYTES = 1 << 20;

    private final CheckpointFolder checkpoint;
    private final MessageDigest digest = sha256();
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);

    private CheckpointHash(CheckpointFolder checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** Hash of weights, moments, counters and data state, as lower-case hexadecimal. Verify the checkpoint first. */
    public static String ofState(CheckpointFolder checkpoint) throws IOException {
        CheckpointHash hash = new CheckpointHash(checkpoint);
        hash.parameters(StatePart.values());
        CheckpointFacts facts = checkpoint.manifest().facts();
        ByteBuffer counters = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        hash.digest.update(
                counters.putLong(facts.step()).putLong(facts.appliedSteps()).flip());
        hash.digest.update(facts.dataState().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    /** Hash of the weights alone, as lower-case hexadecimal. Verify the checkpoint first. */
    public static String ofWeights(CheckpointFolder checkpoint) throws IOException {
        CheckpointHash hash = new CheckpointHash(checkpoint);
        hash.parameters(StatePart.WEIGHTS);
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    private void parameters(StatePart... parts) throws IOException {
        List<Manifest.ParameterEntry> byName =
                new ArrayList<>(checkpoint.manifest().parameters());
        byName.sort((a, b) -> SafetensorsHeader.byCodePoint(a.name(), b.name()));
        try (StateReader reader = new StateReader(checkpoint)) {
            for (Manifest.ParameterEntry parameter : byName) {
                digest.update(parameter.name().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                for (StatePart part : parts) {
                    update(reader, parameter, part);
                }
            }
        }
    }

    private void update(StateReader reader, Manifest.ParameterEntry parameter, StatePart part) throws IOException {
        int most = PIECE_BYTES / Float.BYTES;
        for (long first = 0; first < parameter.length(); first += most) {
            int count = (int) Math.min(most, parameter.length() - first);
            piece.clear().limit(count * Float.BYTES);
            reader.read(parameter, part, first, piece);
            digest.update(piece.flip());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
