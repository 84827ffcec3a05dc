package org.steelworks.data.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitFolderTest {
    private static final String DIGEST = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "f".repeat(32);

    @TempDir
    Path out;

    private UnitFolder folder(String digest) throws IOException {
        UnitFolder folder = UnitFolder.of(out, digest);
        Files.createDirectories(folder.folder());
        return folder;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldKeepAttemptsApart() throws IOException {
        UnitFolder folder = folder(DIGEST);

        assertThat(folder.aside(7, UnitFolder.Part.TRACE, "a-1"))
                .isNotEqualTo(folder.aside(7, UnitFolder.Part.TRACE, "a-2"))
                .isNotEqualTo(folder.aside(8, UnitFolder.Part.TRACE, "a-1"));
    }

    @Test
    void shouldBelongToTheLastThatTookItAndLoseWhatWasUnfinished() throws IOException {
        UnitFolder folder = folder(DIGEST);
        folder.own("first");
        Files.createFile(folder.aside(1, UnitFolder.Part.DOCUMENTS, "first-1"));
        Files.createFile(folder.part(0, UnitFolder.Part.DOCUMENTS));

        folder.own("second");

        assertThat(folder.isOwnedBy("first")).isFalse();
        assertThat(folder.isOwnedBy("second")).isTrue();
        assertThat(names(folder.folder())).containsExactly("owner-second", "unit-00000000.documents.jsonl");
    }

    @Test
    void shouldRemoveTheFoldersOfOtherPlansAndNothingElse() throws IOException {
        UnitFolder folder = folder(DIGEST);
        Files.createFile(folder(OTHER).part(0, UnitFolder.Part.DOCUMENTS));
        Files.createDirectories(out.resolve(".prepare-" + OTHER + ".gone"));
        Files.createDirectories(out.resolve(".prepare-mine"));
        Files.createFile(out.resolve("texts.jsonl"));

        folder.removeOthers();

        assertThat(names(out)).containsExactly(".prepare-" + DIGEST, ".prepare-mine", "texts.jsonl");
    }

    @Test
    void shouldBeGoneAtOnceForWhoeverStillWritesIntoIt() throws IOException {
        UnitFolder folder = folder(DIGEST);
        UnitStore store = new DurableStore();
        Path aside = folder.aside(1, UnitFolder.Part.DOCUMENTS, "a-1");
        try (OutputStream late = store.create(aside)) {
            folder.remove();
            late.write(1);
        }

        assertThat(names(out)).isEmpty();
        assertThatThrownBy(() -> store.publish(aside, folder.part(1, UnitFolder.Part.DOCUMENTS)))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.create(aside)).isInstanceOf(NoSuchFileException.class);
    }
}
