package org.steelworks.ops.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFileTest {
    @TempDir
    Path folder;

    private NodeFile read(String... lines) throws IOException {
        return NodeFile.read(Files.writeString(folder.resolve("node.conf"), String.join("\n", lines)));
    }

    @Test
    void shouldReadADataNode() throws IOException {
        NodeFile file = read(
                "steel {",
                "  node { name = data-2, dir = files, roles = [data], port = 7702 }",
                "  cluster.seed-nodes = [\"127.0.0.1:7701\"]",
                "  data { threads = 4, copies = [{of = /corpus, at = /ssd/corpus}] }",
                "}");

        assertThat(file.isControl()).isFalse();
        assertThat(file.config().getInt("steel.data.threads")).isEqualTo(4);
        assertThat(NodeFeed.copies(file.config()).here(Path.of("/corpus/s.bin")))
                .isEqualTo(Path.of("/ssd/corpus/s.bin"));
        assertThat(file.config().getString("steel.node.dir"))
                .isEqualTo(folder.resolve("files").toString());
        assertThat(file.described()).isEqualTo("data-2 [data] at 127.0.0.1:7702, joins 127.0.0.1:7701");
    }

    @Test
    void shouldGiveAControlNodeWorkersOnlyWithTheRoleGpu() throws IOException {
        String node = "steel { worker.slots = 3, http.port = 0, node { name = c, dir = c, port = 7701, roles = ";

        assertThat(read(node + "[control, data] } }").options().slots()).isZero();
        LocalNode.Options options = read(node + "[control, gpu] } }").options();
        assertThat(options.slots()).isEqualTo(3);
        assertThat(options.settings()).containsEntry("steel.node.port", 7701);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steel.node.rols = [data] | line 4: steel.node.rols is unknown; did you mean steel.node.roles?",
                "steel.cluser.name = x | line 4: steel.cluser is unknown",
                "steel.cluster.seed-node = [] | line 4: steel.cluster.seed-node is unknown; did you mean"
                        + " steel.cluster.seed-nodes?",
                "pekko.loglevel = DEBUG | line 4: pekko is unknown",
                "steel.node = data | steel.node is a section with keys of its own",
                "steel.data.threads = many | steel.data.threads",
                "steel.data.threads = -1 | line 4: steel.data.threads: it must be from 0 to 1024",
                "steel.data.copies = [{of = corpus, at = /ssd}] | 4: Invalid value at 'steel.data.copies': a copy of"
                        + " corpus at /ssd: both must be absolute",
                "steel.data.copies = [{of = /corpus}] | No configuration setting found for key 'at'",
                "steel.node.roles = [data, judge] | steel.node.roles is [data, judge], it must be some of",
                "steel.node.roles = [gpu] | line 4: steel.node.roles: the role gpu without control is not part of this",
                "steel.cluster.seed-nodes = [] | line 3: steel.node.roles: a node without the role control joins others",
                "steel.node.host = 192.0.2.1 | beyond loopback nodes speak TLS only",
            })
    void shouldRefuseWithPlaceAndAdvice(String line, String message) {
        assertThatThrownBy(() -> read(
                        "steel.node.name = data-2",
                        "steel.cluster.seed-nodes = [\"127.0.0.1:7701\"]",
                        "steel.node { dir = files, roles = [data] }",
                        line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldAskForWhatEveryNodeSetsItself() {
        assertThatThrownBy(() -> read("steel.node.name = a", "steel.node.roles = [control]"))
                .hasMessageContaining("the key steel.node.dir is missing");
        assertThatThrownBy(() -> read("steel.node {", "  name = a,, }")).hasMessageContaining("node.conf: 2");
    }
}
