package org.steelworks.eval.source;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A comma-separated file in UTF-8: fields may be quoted, quotes inside are doubled, quoted fields may hold line breaks.
 * Fields are taken literally.
 *
 * @param header fields of the first row
 * @param rows the others; blank lines are passed over
 */
record CsvTable(Path file, List<String> header, List<Row> rows) {
    /** A row and the line it begins on, from 1. */
    record Row(int line, List<String> fields) {}

    static CsvTable read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new InvalidTaskData(file + ": is not UTF-8 text; save it as UTF-8", e);
        }
        List<Row> rows = new Parser(file, text.startsWith("\uFEFF") ? text.substring(1) : text).rows();
        if (rows.isEmpty()) {
            throw new InvalidTaskData(file + ": is empty; its first row names the columns");
        }
        return new CsvTable(file, rows.get(0).fields(), rows.subList(1, rows.size()));
    }

    /** Index of a column. */
    int column(String name) throws InvalidTaskData {
        int index = header.indexOf(name);
        if (index < 0) {
            throw new InvalidTaskData(file + ", line 1: there is no column '" + name + "', the columns are " + header
                    + "; CMMLU files have Question, A, B, C, D and Answer");
        }
        return index;
    }

    private static final class Parser {
        private final Path file;
        private final String text;
        private int at;
        private int line = 1;

        Parser(Path file, String text) {
            this.file = file;
            this.text = text;
        }

        List<Row> rows() throws InvalidTaskData {
            List<Row> rows = new ArrayList<>();
            while (at < text.length()) {
                int begins = line;
                List<String> fields = row();
                if (fields.size() > 1 || !fields.get(0).isBlank()) {
                    rows.add(new Row(begins, fields));
                }
            }
            return rows;
        }

        private List<String> row() throws InvalidTaskData {
            List<String> fields = new ArrayList<>();
            do {
                fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            } while (at < text.length() && text.charAt(at++) == ',');
            return fields;
        }

        /** Up to the next comma or line end; leaves the comma, and one line feed, to the caller. */
        private String plain() {
            int from = at;
            while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
                at++;
            }
            String field = text.substring(from, at);
            return endOfLine() && field.endsWith("\r") ? field.substring(0, field.length() - 1) : field;
        }

        private boolean endOfLine() {
            if (at < text.length() && text.charAt(at) == ',') {
                return false;
            }
            line++;
            return true;
        }

        private String quoted() throws InvalidTaskData {
            int begins = line;
            StringBuilder field = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"' && (at + 1 == text.length() || text.charAt(at + 1) != '"')) {
                    at++;
                    return field.append(plain()).toString();
                }
                at += c == '"' ? 1 : 0;
                line += c == '\n' ? 1 : 0;
                field.append(c);
            }
            throw new InvalidTaskData(file + ", line " + begins + ": a quoted field is not closed; add the missing \"");
        }
    }
}
