package org.steelworks.eval.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.steelworks.eval.task.ChoiceItem;

/**
 * A folder in CMMLU's layout: {@code test/SUBJECT.csv} with the questions, {@code dev/SUBJECT.csv} with worked examples.
 *
 * @param folder that holds both
 * @param subjects that have questions, sorted by name
 */
public record CmmluFolder(Path folder, List<CmmluSubject> subjects) {
    private static final String ENDING = ".csv";

    public CmmluFolder {
        subjects = List.copyOf(subjects);
    }

    /**
     * Looks for the subjects.
     *
     * @throws NoSuchFileException when there is no folder {@code test} with at least one file
     */
    public static CmmluFolder open(Path folder) throws IOException {
        Path test = folder.resolve("test");
        if (!Files.isDirectory(test)) {
            throw new NoSuchFileException(test + ": there is no such folder; CMMLU data have test/SUBJECT.csv and"
                    + " dev/SUBJECT.csv, give the folder above both");
        }
        List<CmmluSubject> subjects = new ArrayList<>();
        try (Stream<Path> files = Files.list(test)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(ENDING)).sorted().toList()) {
                String name = file.getFileName().toString();
                subjects.add(CmmluSubject.of(name.substring(0, name.length() - ENDING.length())));
            }
        }
        if (subjects.isEmpty()) {
            throw new NoSuchFileException(test + ": holds no *.csv; CMMLU data have one file per subject there");
        }
        return new CmmluFolder(folder, subjects);
    }

    /** The questions of a subject, in the file's order. */
    public List<ChoiceItem> questions(CmmluSubject subject) throws IOException {
        return items(folder.resolve("test").resolve(subject.key() + ENDING));
    }

    /**
     * The first worked examples of a subject.
     *
     * @throws IOException where the file holds fewer
     */
    public List<ChoiceItem> examples(CmmluSubject subject, int count) throws IOException {
        if (count == 0) {
            return List.of();
        }
        Path file = folder.resolve("dev").resolve(subject.key() + ENDING);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file + ": there is no such file; " + count
                    + " worked examples were asked for and are read from there; use --few-shot 0, or add the file");
        }
        List<ChoiceItem> items = items(file);
        if (items.size() < count) {
            throw new InvalidTaskData(file + ": holds " + items.size() + " examples, " + count
                    + " were asked for; use --few-shot " + items.size() + " or fewer");
        }
        return items.subList(0, count);
    }

    private static List<ChoiceItem> items(Path file) throws IOException {
        CsvTable table = CsvTable.read(file);
        int question = table.column("Question");
        int answer = table.column("Answer");
        List<Integer> options = new ArrayList<>();
        for (String letter : ChoiceItem.LETTERS) {
            options.add(table.column(letter));
        }
        List<ChoiceItem> items = new ArrayList<>();
        for (CsvTable.Row row : table.rows()) {
            String where = file + ", line " + row.line();
            if (row.fields().size() != table.header().size()) {
                throw new InvalidTaskData(where + ": has " + row.fields().size() + " fields, the header has "
                        + table.header().size() + "; quote fields that hold commas");
            }
            String letter = row.fields().get(answer).strip();
            if (!ChoiceItem.LETTERS.contains(letter)) {
                throw new InvalidTaskData(where + ": Answer is '" + letter + "', it must be A, B, C or D");
            }
            items.add(new ChoiceItem(
                    where,
                    row.fields().get(question),
                    options.stream().map(row.fields()::get).toList(),
                    ChoiceItem.LETTERS.indexOf(letter)));
        }
        return items;
    }
}
