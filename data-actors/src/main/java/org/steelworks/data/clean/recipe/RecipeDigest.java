package org.steelworks.data.clean.recipe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.steelworks.core.digest.DigestStream;

/**
 * Identifies what a recipe does: its text and the content of its model files, wherever they lie. One that was exchanged for
 * another of the same length and time is found out.
 */
final class RecipeDigest {
    private RecipeDigest() {}

    static String of(String yaml, List<ReadModel> models) {
        DigestStream digest = new DigestStream().put(ByteBuffer.wrap(yaml.getBytes(StandardCharsets.UTF_8)));
        for (ReadModel model : models) {
            String said = model.bytes() + ":" + model.digest().hex();
            digest.put(ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8)));
        }
        return digest.digest().hex();
    }
}
