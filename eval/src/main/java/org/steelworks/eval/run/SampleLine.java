package org.steelworks.eval.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Parts that the lines of all samples files have, as lm-eval writes them. */
final class SampleLine {
    private SampleLine() {}

    static ObjectNode of(long sample, ObjectNode doc, String target, String promptHash) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("doc_id", sample);
        line.put("doc_hash", sha256(doc.toString()));
        line.put("prompt_hash", promptHash);
        line.put("target_hash", sha256(target));
        line.set("doc", doc);
        line.put("target", target);
        return line;
    }

    /** SHA-256 of a text as UTF-8, hexadecimal. */
    static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
