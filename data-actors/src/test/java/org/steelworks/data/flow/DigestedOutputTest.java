package org.steelworks.data.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DigestedOutputTest {
    @Test
    void shouldDigestWhatItWritesHoweverItIsCut() throws IOException, NoSuchAlgorithmException {
        SplittableRandom random = new SplittableRandom(5);
        byte[] bytes = new byte[3_000_000];
        random.nextBytes(bytes);
        ByteArrayOutputStream file = new ByteArrayOutputStream();

        DigestedOutput out = new DigestedOutput(file);
        try (out) {
            out.write(bytes[0]);
            for (int at = 1; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, random.nextInt(200_000));
                out.write(bytes, at, length);
                at += length;
            }
        }

        assertThat(file.toByteArray()).isEqualTo(bytes);
        assertThat(out.digest())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }

    @Test
    void shouldDigestNothing() throws IOException {
        DigestedOutput out = new DigestedOutput(OutputStream.nullOutputStream());
        out.close();
        out.close();

        assertThat(out.digest()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void shouldHaveNoDigestBeforeItIsClosed() throws IOException {
        try (DigestedOutput out = new DigestedOutput(OutputStream.nullOutputStream())) {
            out.write(1);

            assertThatThrownBy(out::digest).hasMessageContaining("before the output is closed");
        }
    }
}
