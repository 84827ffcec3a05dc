package org.steelworks.ops.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.data.text.StrictUtf8;
import org.steelworks.data.tokens.Tokenizer;

/** Lines of JSON through a tokenizer, side by side and in order; at most a few batches are in memory. */
final class TokenLines implements AutoCloseable {
    private static final int BATCH_BYTES = 1 << 16;
    private static final int LONGEST_LINE = 1 << 28;

    private record Line(long number, byte[] bytes) {}

    private final Tokenizer tokenizer;
    private final boolean decode;
    private final int threads;
    private final ExecutorService workers;

    TokenLines(Tokenizer tokenizer, boolean decode, int threads) {
        this.tokenizer = tokenizer;
        this.decode = decode;
        this.threads = threads;
        this.workers = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "steel-tokens");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Reads to the end; what comes before a wrong line is written. */
    void run(InputStream in, PrintWriter out) throws IOException {
        ByteLines input = new ByteLines(in, LONGEST_LINE);
        Deque<Future<String>> waiting = new ArrayDeque<>();
        boolean more = true;
        while (more) {
            List<Line> batch = new ArrayList<>();
            for (int bytes = 0; more && bytes < BATCH_BYTES; ) {
                byte[] line = input.next();
                more = line != null;
                if (more) {
                    bytes += line.length + 1;
                    batch.add(new Line(input.number(), line));
                }
            }
            waiting.add(workers.submit(() -> answers(batch)));
            while (waiting.size() > (more ? 2 * threads : 0)) {
                out.print(next(waiting));
            }
            out.flush();
        }
    }

    private static String next(Deque<Future<String>> waiting) throws IOException {
        try {
            return waiting.remove().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WrongLine wrong) {
                throw new IOException(wrong.getMessage(), wrong);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static final class WrongLine extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongLine(long line, String why) {
            super("standard input, line " + line + ": " + why);
        }
    }

    private String answers(List<Line> batch) {
        StringBuilder answers = new StringBuilder();
        for (Line line : batch) {
            JsonNode object = parse(line);
            if (decode) {
                appendText(answers, line, object.path("ids"));
            } else {
                appendIds(answers, line, object.path("text"));
            }
        }
        return answers.toString();
    }

    private static JsonNode parse(Line line) {
        String text;
        try {
            text = StrictUtf8.decode(line.bytes());
        } catch (CharacterCodingException e) {
            throw new WrongLine(line.number(), "is not UTF-8; convert the text to UTF-8");
        }
        try {
            return CanonicalJson.read(text, "standard input, line " + line.number());
        } catch (IllegalArgumentException e) {
            throw new WrongLine(line.number(), "is not JSON (" + cause(e) + "); give one JSON object a line");
        }
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage().lines().findFirst().orElse("it ends too early");
    }

    private void appendIds(StringBuilder answers, Line line, JsonNode text) {
        if (!text.isTextual()) {
            throw new WrongLine(line.number(), "has no \"text\" that is a string; or is --decode meant?");
        }
        int[] ids;
        try {
            ids = tokenizer.encode(text.textValue());
        } catch (IllegalArgumentException e) {
            throw new WrongLine(line.number(), e.getMessage());
        }
        answers.append("{\"ids\":[");
        for (int i = 0; i < ids.length; i++) {
            answers.append(i == 0 ? "" : ",").append(ids[i]);
        }
        answers.append("]}\n");
    }

    private void appendText(StringBuilder answers, Line line, JsonNode list) {
        if (!list.isArray()) {
            throw new WrongLine(line.number(), "has no \"ids\" that is a list");
        }
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i);
            if (!id.canConvertToInt()
                    || !id.isIntegralNumber()
                    || id.intValue() < 0
                    || id.intValue() > tokenizer.largestId()) {
                throw new WrongLine(
                        line.number(),
                        "id " + i + " is " + id + ", the ids of " + tokenizer + " go from 0 to "
                                + tokenizer.largestId());
            }
            ids[i] = id.intValue();
        }
        answers.append("{\"text\":\"");
        JsonStringEncoder.getInstance().quoteAsString(tokenizer.decode(ids, false), answers);
        answers.append("\"}\n");
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
