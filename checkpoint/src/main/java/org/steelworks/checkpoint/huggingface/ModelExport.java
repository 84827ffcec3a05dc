package org.steelworks.checkpoint.huggingface;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.checkpoint.catalog.CheckpointFolder;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.ElementType;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.Narrowing;
import org.steelworks.checkpoint.format.SafetensorsHeader;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.SafetensorsWriter;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.DType;

/**
 * Writes a Hugging Face folder that loads in transformers: configuration, weights, tokenizer, card and licence. It is
 * written under a temporary name, read back, compared byte for byte with the source, and only then renamed. Streams the
 * weights in pieces of 1 MiB.
 */
public final class ModelExport {
    /** Largest weight file by default, bytes. */
    public static final long DEFAULT_SHARD_BYTES = 2L << 30;

    private static final int PIECE_ELEMENTS = 1 << 18;

    /**
     * How to export.
     *
     * @param dtype F32 or BF16 (rounded to nearest, ties to even)
     * @param shardBytes weights beyond this many bytes are split over several files
     * @param tokenizer folder whose tokenizer files are copied, or null for none
     * @param card what {@code README.md} says
     */
    public record Settings(DType dtype, long shardBytes, Path tokenizer, ModelCard card) {
        public Settings {
            if (dtype != DType.F32 && dtype != DType.BF16) {
                throw new IllegalArgumentException("a model is exported as float32 or bfloat16, not as " + dtype);
            }
            if (shardBytes < 1) {
                throw new IllegalArgumentException("a shard of " + shardBytes + " bytes holds nothing");
            }
        }
    }

    /** What was written; {@code bytes} counts the weights. */
    public record Report(Path folder, List<String> files, long parameters, long bytes) {
        public Report {
            files = List.copyOf(files);
        }
    }

    private final Settings settings;

    public ModelExport(Settings settings) {
        this.settings = settings;
    }

    /**
     * Exports a checkpoint, after verifying its checksums. Whether the tokenizer is the one it was trained with is for
     * the caller to see to, who can read tokenizers.
     *
     * @param target folder to create; its name must be free
     * @throws FormatException where the checkpoint is damaged
     */
    public Report export(CheckpointFolder checkpoint, Path target) throws IOException {
        checkpoint.verify();
        CheckpointFacts facts = checkpoint.manifest().facts();
        try (CheckpointWeights weights = new CheckpointWeights(checkpoint)) {
            return export(facts.model(), weights, target);
        }
    }

    /** Exports weights from anywhere. */
    public Report export(ModelSpec spec, WeightSource weights, Path target) throws IOException {
        Path folder = target.toAbsolutePath().normalize();
        Store store = new DirectoryStore(folder.getParent());
        store.makeFolder("");
        String name = folder.getFileName().toString();
        String temporary = name + ".tmp";
        if (store.exists(name)) {
            throw new FileAlreadyExistsException(
                    folder + ": is there already; give a folder that does not exist, or remove it");
        }
        ParameterTable table = ParameterTable.of(spec);
        store.delete(temporary);
        store.makeFolder(temporary);
        try {
            List<String> files = write(spec, table, weights, store, temporary);
            compare(spec, weights, folder.resolveSibling(temporary));
            new AtomicPublish(store).folder("", temporary, name);
            return new Report(
                    folder,
                    files,
                    table.elements(),
                    table.elements() * settings.dtype().bytes());
        } catch (IOException | RuntimeException e) {
            try {
                store.delete(temporary);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private List<String> write(ModelSpec spec, ParameterTable table, WeightSource weights, Store store, String folder)
            throws IOException {
        Map<String, byte[]> small = new LinkedHashMap<>();
        small.put("config.json", json(HuggingFaceConfig.config(spec, settings.dtype())));
        small.put("generation_config.json", json(HuggingFaceConfig.generation(spec)));
        if (!HuggingFaceConfig.isPlainQwen2(spec)) {
            small.put(HuggingFaceConfig.MODELLING_FILE, resource(HuggingFaceConfig.MODELLING_FILE));
        }
        if (settings.tokenizer() != null) {
            small.putAll(TokenizerFiles.read(settings.tokenizer()));
        }
        String card = settings.card().text(spec, settings.dtype(), settings.tokenizer() != null);
        small.put("README.md", card.getBytes(StandardCharsets.UTF_8));
        small.put("LICENSE", resource("LICENSE"));

        ShardPlan plan = plan(table);
        List<String> files = new ArrayList<>(writeShards(plan, table, weights, store, folder));
        if (plan.shards().size() > 1) {
            small.put(ShardPlan.INDEX, json(index(plan)));
        }
        for (Map.Entry<String, byte[]> file : small.entrySet()) {
            try (Store.Output out = store.create(AtomicPublish.join(folder, file.getKey()))) {
                out.write(ByteBuffer.wrap(file.getValue()));
                out.sync();
            }
            files.add(file.getKey());
        }
        return files;
    }

    private ShardPlan plan(ParameterTable table) {
        ElementType type = ElementType.of(settings.dtype());
        List<SafetensorsHeader.Declared> tensors = new ArrayList<>();
        for (Parameter parameter : table.parameters()) {
            tensors.add(new SafetensorsHeader.Declared(parameter.name(), type, parameter.shape()));
        }
        return ShardPlan.of(tensors, settings.shardBytes());
    }

    private List<String> writeShards(
            ShardPlan plan, ParameterTable table, WeightSource weights, Store store, String folder) throws IOException {
        List<String> files = new ArrayList<>();
        Pieces pieces = new Pieces(ElementType.of(settings.dtype()));
        for (int shard = 0; shard < plan.shards().size(); shard++) {
            String file = plan.fileName(shard);
            SafetensorsHeader header = SafetensorsHeader.sorted(plan.shards().get(shard));
            try (SafetensorsWriter writer = SafetensorsWriter.create(store, AtomicPublish.join(folder, file), header)) {
                for (SafetensorsHeader.Entry tensor : header.entries()) {
                    pieces.forEach(table.find(tensor.name()), weights, (first, bytes) -> writer.write(bytes));
                }
                writer.finish();
            }
            files.add(file);
        }
        return files;
    }

    /** Reads the folder as an import would and compares every stored byte with the source. */
    private void compare(ModelSpec spec, WeightSource weights, Path folder) throws IOException {
        ModelSpec read = ModelImport.readSpec(folder);
        if (!read.equals(HuggingFaceConfig.stated(spec))) {
            throw new FormatException(
                    folder + ": config.json reads back as " + read + ", written was " + HuggingFaceConfig.stated(spec));
        }
        ElementType type = ElementType.of(settings.dtype());
        Pieces pieces = new Pieces(type);
        ByteBuffer stored = ByteBuffer.allocateDirect(PIECE_ELEMENTS * type.bytes());
        try (ModelImport model = ModelImport.open(folder)) {
            for (Parameter parameter : model.table().parameters()) {
                pieces.forEach(parameter, weights, (first, bytes) -> {
                    stored.clear().limit(bytes.remaining());
                    model.readRaw(parameter, first * type.bytes(), stored);
                    if (!stored.flip().equals(bytes)) {
                        throw new FormatException(folder + ": tensor " + parameter.name()
                                + " reads back otherwise than it" + " was written, from element " + first
                                + " on: the disk is at fault; export again");
                    }
                });
            }
        }
    }

    /** Converted pieces of a parameter, in order. */
    private static final class Pieces {
        private interface Use {
            void with(long firstElement, ByteBuffer bytes) throws IOException;
        }

        private final ElementType type;
        private final ByteBuffer wide = buffer(Float.BYTES);
        private final ByteBuffer narrow;

        Pieces(ElementType type) {
            this.type = type;
            this.narrow = buffer(type.bytes());
        }

        void forEach(Parameter parameter, WeightSource weights, Use use) throws IOException {
            for (long first = 0; first < parameter.length(); first += PIECE_ELEMENTS) {
                int count = (int) Math.min(PIECE_ELEMENTS, parameter.length() - first);
                wide.clear().limit(count * Float.BYTES);
                weights.read(parameter, first, wide);
                Narrowing.narrow(type, wide.flip(), narrow.clear());
                use.with(first, narrow.flip());
            }
        }

        private static ByteBuffer buffer(int elementBytes) {
            return ByteBuffer.allocateDirect(PIECE_ELEMENTS * elementBytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private static ObjectNode index(ShardPlan plan) {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.putObject("metadata").put("total_size", plan.totalBytes());
        ObjectNode map = index.putObject("weight_map");
        for (int shard = 0; shard < plan.shards().size(); shard++) {
            for (SafetensorsHeader.Declared tensor : plan.shards().get(shard)) {
                map.put(tensor.name(), plan.fileName(shard));
            }
        }
        return index;
    }

    private static byte[] json(ObjectNode value) {
        return (value.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ModelExport.class.getResourceAsStream("/export/" + name)) {
            if (in == null) {
                throw new FormatException("resource export/" + name + " is missing from this build: build it again");
            }
            return in.readAllBytes();
        }
    }
}
