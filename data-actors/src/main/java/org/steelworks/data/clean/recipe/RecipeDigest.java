package org.steelworks.data.clean.recipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.steelworks.core.digest.DigestStream;

/**
 * Identifies what a recipe does: its text and the content of its model files, wherever they lie. A file is read once, as a
 * whole: one that was exchanged for another of the same length and time is found out, and what is read is in memory when
 * the operators come to it.
 */
final class RecipeDigest {
    private static final int BUFFER_BYTES = 1 << 20;

    private RecipeDigest() {}

    /** @throws IOException where a model cannot be read; the message names it */
    static String of(String yaml, List<Path> models) throws IOException {
        DigestStream digest = new DigestStream().put(ByteBuffer.wrap(yaml.getBytes(StandardCharsets.UTF_8)));
        ByteBuffer buffer = ByteBuffer.allocate(models.isEmpty() ? 0 : BUFFER_BYTES);
        for (Path model : models) {
            try (FileChannel channel = FileChannel.open(model)) {
                buffer.clear().putLong(channel.size()).flip();
                digest.put(buffer);
                for (buffer.clear(); channel.read(buffer) >= 0; buffer.clear()) {
                    digest.put(buffer.flip());
                }
            } catch (IOException e) {
                throw new IOException(model + " cannot be read: " + e, e);
            }
        }
        return digest.digest().hex();
    }
}
