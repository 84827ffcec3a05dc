package org.steelworks.data.tokens;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A byte-level tokenizer small enough to know by heart: id b is the byte b; 256 is "he", 257 is "ll", 258 is "hell";
 * 259, 260 and 261 are the special tokens of the chat format.
 */
public final class TinyTokenizer {
    public static final int HE = 256;
    public static final int LL = 257;
    public static final int HELL = 258;
    public static final int PAD = 259;
    public static final int START = 260;
    public static final int EOS = 261;
    public static final int SIZE = 262;

    private static final JsonMapper JSON = new JsonMapper();

    private TinyTokenizer() {}

    static ObjectNode vocabulary() {
        ObjectNode vocab = JSON.createObjectNode();
        int beyond = 256;
        for (int b = 0; b < 256; b++) {
            boolean shown = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            vocab.put(Character.toString(shown ? b : beyond++), b);
        }
        return vocab.put("he", HE).put("ll", LL).put("hell", HELL);
    }

    /** Writes vocab.json, merges.txt and tokenizer_config.json. */
    public static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        JSON.writeValue(folder.resolve("vocab.json").toFile(), vocabulary());
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\nh e\nl l\nhe ll\n");
        ObjectNode config = JSON.createObjectNode();
        config.put("tokenizer_class", "Qwen2Tokenizer").put("add_prefix_space", false);
        config.put("eos_token", "<|im_end|>").put("pad_token", "<|endoftext|>");
        ObjectNode added = config.putObject("added_tokens_decoder");
        added.putObject("259").put("content", "<|endoftext|>").put("special", true);
        added.putObject("260").put("content", "<|im_start|>").put("special", true);
        added.putObject("261").put("content", "<|im_end|>").put("special", true);
        JSON.writeValue(folder.resolve("tokenizer_config.json").toFile(), config);
        return folder;
    }
}
