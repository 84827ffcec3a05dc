package org.steelworks.data.corpus;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes the files of the corpus and remembers which; compression follows the file name. */
final class CorpusFolder {
    private final Path root;
    private final List<Path> files = new ArrayList<>();
    private long records;

    CorpusFolder(Path root) {
        this.root = root;
    }

    List<Path> files() {
        return List.copyOf(files);
    }

    long records() {
        return records;
    }

    /** One record a line. */
    void raw(String name, List<byte[]> lines) throws IOException {
        try (OutputStream out = open(name)) {
            for (byte[] line : lines) {
                out.write(line);
                out.write('\n');
            }
        }
        records += lines.size();
    }

    /** CMMLU's columns: an unnamed index, Question, A, B, C, D, Answer. */
    void exam(String name, List<ExamItem> items) throws IOException {
        StringBuilder csv = new StringBuilder(",Question,A,B,C,D,Answer\n");
        for (int i = 0; i < items.size(); i++) {
            ExamItem item = items.get(i);
            csv.append(i).append(',').append(quoted(item.question()));
            item.options().forEach(option -> csv.append(',').append(quoted(option)));
            csv.append(',').append(item.letter()).append('\n');
        }
        try (OutputStream out = open(name)) {
            out.write(csv.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private OutputStream open(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        files.add(file);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        if (name.endsWith(".gz")) {
            return new GZIPOutputStream(out, 1 << 16);
        }
        return name.endsWith(".zst") ? new ZstdOutputStream(out) : out;
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
