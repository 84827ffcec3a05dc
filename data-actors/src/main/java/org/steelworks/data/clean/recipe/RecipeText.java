package org.steelworks.data.clean.recipe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.steelworks.core.digest.Digest128;

/**
 * An operator recipe as text, so that another process can make the same operators of it.
 *
 * @param file absolute path, which names the recipe and from whose folder paths in it count; need not exist
 * @param yaml what it says
 */
public record RecipeText(String file, String yaml) {
    /** Identifies what it says: work done under another text is not reused. */
    public String digest() {
        return Digest128.of(ByteBuffer.wrap(yaml.getBytes(StandardCharsets.UTF_8)))
                .hex();
    }

    /** Makes the operators, reading the model files that they need. */
    public OperatorRecipeReader.RecipeFile read() {
        return new OperatorRecipeReader(OperatorRegistry.standard()).read(file, yaml);
    }
}
