package org.steelworks.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.pack.TokenType;

class DataOutputTest {
    @TempDir
    Path folder;

    private DataOutput documents(String... texts) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String text : texts) {
            lines.append("{\"text\": \"").append(text).append("\"}\n");
        }
        return DataOutput.documents(Files.writeString(folder.resolve("texts.jsonl"), lines));
    }

    @Test
    void shouldNameHowOutputsDiffer() throws IOException {
        DataOutput ours = documents("a", "b", "b", "c");

        assertThat(documents("a", "b", "\\u0062", "c").differenceFrom(ours, "steel"))
                .as("however they are escaped")
                .isEmpty();
        assertThat(documents("a", "b", "d").differenceFrom(ours, "steel"))
                .contains(
                        "computes something else than steel: 3 documents instead of 4, 1 of them are not among those of"
                                + " steel, 2 of steel are missing; the first difference is at number 3");
        assertThat(documents("b", "a", "b", "c").differenceFrom(ours, "steel"))
                .as("another order")
                .hasValueSatisfying(text -> assertThat(text).contains("0 of steel are missing", "at number 1"));
        assertThat(documents("a", "b", "b", "c").digest())
                .isEqualTo(ours.digest())
                .isNotEqualTo(documents("a").digest());
    }

    @Test
    void shouldTellIdsOfOneTextFromThoseOfTwo() throws IOException {
        Path one = Files.writeString(folder.resolve("one.jsonl"), "{\"ids\": [1, 2]}\n");
        Path two = Files.writeString(folder.resolve("two.jsonl"), "{\"ids\": [1]}\n{\"ids\": [2]}\n");

        assertThat(DataOutput.ids(two).differenceFrom(DataOutput.ids(one), "steel"))
                .hasValueSatisfying(text -> assertThat(text).contains("2 texts instead of 1"));
        assertThatThrownBy(() -> DataOutput.documents(one)).hasMessageContaining("line 1 has no key \"text\"");
    }

    @Test
    void shouldCompareBlocksHoweverTheLastFileIsFilled() throws IOException {
        Path ours = shards("ours", new int[][] {{1, 2, 3, 4, 5, 9}});
        Path theirs = shards("theirs", new int[][] {{1, 2, 3}, {4, 5, 9, 9, 9, 9}});
        Path others = shards("others", new int[][] {{1, 2, 3}, {4, 5, 6}});

        assertThat(DataOutput.blocks(theirs, 3).differenceFrom(DataOutput.blocks(ours, 3), "steel"))
                .isEmpty();
        assertThat(DataOutput.blocks(others, 3).differenceFrom(DataOutput.blocks(ours, 3), "steel"))
                .isPresent();
    }

    private Path shards(String name, int[][] files) throws IOException {
        Path to = Files.createDirectories(folder.resolve(name));
        for (int i = 0; i < files.length; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ByteBuffer header = new ShardHeader(TokenType.INT32, files[i].length).encode();
            bytes.write(header.array(), 0, header.limit());
            ByteBuffer ids = ByteBuffer.allocate(4 * files[i].length).order(ByteOrder.LITTLE_ENDIAN);
            ids.asIntBuffer().put(files[i]);
            bytes.write(ids.array());
            Files.write(to.resolve("shard-" + i + ".bin"), bytes.toByteArray());
        }
        return to;
    }
}
