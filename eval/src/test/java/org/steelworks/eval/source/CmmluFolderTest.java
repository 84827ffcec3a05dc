package org.steelworks.eval.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.eval.fixture.TinyExam;
import org.steelworks.eval.task.ChoiceItem;

class CmmluFolderTest {
    private static final String HEADER = ",Question,A,B,C,D,Answer\n";

    @TempDir
    private Path folder;

    @Test
    void readsQuotedFieldsInTheFilesOrder() throws IOException {
        CmmluFolder exam = CmmluFolder.open(TinyExam.write(folder));

        assertThat(exam.subjects()).extracting(CmmluSubject::key).containsExactly("arts", "virology");
        assertThat(exam.subjects()).extracting(CmmluSubject::name).containsExactly("艺术学", "病毒学");
        List<ChoiceItem> questions = exam.questions(exam.subjects().get(0));
        assertThat(questions).extracting(ChoiceItem::question).containsExactly("一加一", "红,绿", "他说\"好\"", "水", "木");
        assertThat(questions).extracting(ChoiceItem::letter).containsExactly("B", "A", "D", "C", "A");
    }

    @Test
    void readsWindowsLineEndsLineBreaksInFieldsAndByteOrderMarks() throws IOException {
        write("test/arts.csv", "\uFEFF,Question,A,B,C,D,Answer\r\n0,\"一\n二\",a,b,c,d,C\r\n\r\n1,三,a,b,c,d,D");
        CmmluFolder exam = CmmluFolder.open(folder);

        List<ChoiceItem> questions = exam.questions(exam.subjects().get(0));
        assertThat(questions).extracting(ChoiceItem::question).containsExactly("一\n二", "三");
        assertThat(questions.get(1).source()).endsWith("arts.csv, line 5");
        assertThat(questions.get(1).options()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void subjectsAreThoseOfCmmlu() {
        assertThat(CmmluSubject.all()).hasSize(67);
        assertThat(CmmluSubject.all())
                .filteredOn(s -> s.categories().contains("stem"))
                .hasSize(17);
        assertThat(CmmluSubject.all())
                .filteredOn(s -> s.categories().contains("humanities"))
                .hasSize(13);
        assertThat(CmmluSubject.all())
                .filteredOn(s -> s.categories().contains("social_science"))
                .hasSize(22);
        assertThat(CmmluSubject.all())
                .filteredOn(s -> s.categories().contains("other"))
                .hasSize(15);
        assertThat(CmmluSubject.all())
                .filteredOn(s -> s.categories().contains("china_specific"))
                .hasSize(15);
    }

    @Test
    void missingFoldersAreNamed() throws IOException {
        assertThatThrownBy(() -> CmmluFolder.open(folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("test");
        Files.createDirectories(folder.resolve("test"));
        assertThatThrownBy(() -> CmmluFolder.open(folder)).hasMessageContaining("holds no *.csv");
    }

    @Test
    void aSubjectOfOnesOwnIsCalledByItsFileAndInNoCategory() throws IOException {
        write("test/home_alchemy.csv", HEADER + "0,一,a,b,c,d,A\n");

        assertThat(CmmluFolder.open(folder).subjects())
                .containsExactly(new CmmluSubject("home_alchemy", "home alchemy", List.of()));
    }

    @Test
    void wrongRowsAreNamedByLine() throws IOException {
        assertThatThrownBy(() -> questions(HEADER + "0,一,a,b,c,d,A\n1,二,a,b,c,d,E\n"))
                .hasMessageContaining("arts.csv, line 3: Answer is 'E'");
        assertThatThrownBy(() -> questions(HEADER + "0,一,a,b,c,d\n"))
                .hasMessageContaining("line 2: has 6 fields, the header has 7");
        assertThatThrownBy(() -> questions(HEADER + "0,\"一,a,b,c,d,A\n"))
                .hasMessageContaining("line 2: a quoted field is not closed");
        assertThatThrownBy(() -> questions(",Question,A,B,C,Answer\n")).hasMessageContaining("there is no column 'D'");
        assertThatThrownBy(() -> questions("")).hasMessageContaining("is empty");
    }

    @Test
    void otherEncodingsAreRefused() throws IOException {
        write("test/arts.csv", "");
        Files.write(folder.resolve("test/arts.csv"), "0,caf\u00E9".getBytes(StandardCharsets.ISO_8859_1));
        CmmluFolder exam = CmmluFolder.open(folder);
        assertThatThrownBy(() -> exam.questions(exam.subjects().get(0))).hasMessageContaining("is not UTF-8");
    }

    @Test
    void moreExamplesThanThereAreAreRefused() throws IOException {
        CmmluFolder exam = CmmluFolder.open(TinyExam.write(folder));
        CmmluSubject arts = exam.subjects().get(0);

        assertThat(exam.examples(arts, 0)).isEmpty();
        assertThat(exam.examples(arts, 1)).extracting(ChoiceItem::question).containsExactly("日");
        assertThatThrownBy(() -> exam.examples(arts, 3)).hasMessageContaining("holds 2 examples, 3 were asked for");
        Files.delete(folder.resolve("dev/arts.csv"));
        assertThatThrownBy(() -> exam.examples(arts, 1)).isInstanceOf(NoSuchFileException.class);
    }

    private List<ChoiceItem> questions(String csv) throws IOException {
        write("test/arts.csv", csv);
        CmmluFolder exam = CmmluFolder.open(folder);
        return exam.questions(exam.subjects().get(0));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
