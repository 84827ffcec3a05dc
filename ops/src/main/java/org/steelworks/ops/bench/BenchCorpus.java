package org.steelworks.ops.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.steelworks.data.corpus.QuickstartCorpus;
import org.steelworks.data.raw.RawFile;

/**
 * Documents to measure with: Chinese and English prose, exercises and programs, with the blemishes of real data.
 *
 * @param file one {@code {"text"}} a line
 * @param bytes of the texts as UTF-8
 * @param documents lines
 */
public record BenchCorpus(Path file, long bytes, long documents) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The corpus of a file of the user. */
    public static BenchCorpus of(Path file) throws IOException {
        long bytes = 0;
        long documents = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode text = JSON.readTree(line).path("text");
                if (!text.isTextual()) {
                    throw new BenchFailure(file + " line " + (documents + 1) + ": has no key \"text\" with a text;"
                            + " give one {\"text\": …} a line");
                }
                bytes += text.textValue().getBytes(StandardCharsets.UTF_8).length;
                documents++;
            }
        } catch (JsonProcessingException e) {
            throw new BenchFailure(file + " line " + (documents + 1) + " is not JSON: " + e.getOriginalMessage(), e);
        }
        if (documents == 0) {
            throw new BenchFailure(file + " holds no document");
        }
        return new BenchCorpus(file, bytes, documents);
    }

    /** Writes the quickstart's texts, of one seed after the other, until there are enough. */
    public static BenchCorpus make(Path folder, int megabytes) throws IOException {
        Path file = folder.resolve("corpus.jsonl");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            long written = 0;
            for (long seed = 1; written < megabytes * 1_000_000L; seed++) {
                Path raw = folder.resolve("raw-" + seed);
                for (Path source : QuickstartCorpus.write(raw, seed).files()) {
                    written += copyTexts(source, out, megabytes * 1_000_000L - written);
                }
                TemporaryFolder.delete(raw);
            }
        }
        return of(file);
    }

    /** Bytes of text copied; records of other formats and broken ones are passed over. */
    private static long copyTexts(Path source, OutputStream out, long most) throws IOException {
        String name = source.getFileName().toString();
        if (!name.contains(".jsonl")) {
            return 0;
        }
        long copied = 0;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(RawFile.unpacked(name, RawFile.open(source, 0)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && copied < most; line = lines.readLine()) {
                String text = text(line);
                if (text != null) {
                    out.write((JSON.createObjectNode().put("text", text) + "\n").getBytes(StandardCharsets.UTF_8));
                    copied += text.getBytes(StandardCharsets.UTF_8).length;
                }
            }
        }
        return copied;
    }

    private static String text(String line) {
        try {
            return JSON.readTree(line).path("text").textValue();
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
