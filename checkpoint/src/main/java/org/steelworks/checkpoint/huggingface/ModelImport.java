package org.steelworks.checkpoint.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.steelworks.checkpoint.format.ElementType;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.Narrowing;
import org.steelworks.checkpoint.format.SafetensorsHeader;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.SafetensorsReader;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.recipe.ModelConfigReader;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.core.tensor.HostTensor;

/**
 * The weights of a Hugging Face folder, one file or shards, F32, BF16 or F16, given as fp32. Opening checks every name
 * and shape against the architecture before any weight is read; pickled weights are not read at all. Not thread-safe.
 */
public final class ModelImport implements WeightSource, Closeable {
    private static final int PIECE_BYTES = 1 << 20;
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";

    private record Place(SafetensorsReader file, SafetensorsHeader.Entry tensor) {}

    private final Path folder;
    private final ModelSpec spec;
    private final ParameterTable table;
    private final List<SafetensorsReader> files = new ArrayList<>();
    private final Map<String, Place> places = new TreeMap<>();
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private ModelImport(Path folder, ModelSpec spec) {
        this.folder = folder;
        this.spec = spec;
        this.table = ParameterTable.of(spec);
    }

    /** Opens a folder as the model that its own {@code config.json} states. */
    public static ModelImport open(Path folder) throws IOException {
        return open(folder, readSpec(folder));
    }

    /**
     * Opens a folder as the given model: every parameter must be there with its shape.
     *
     * @throws FormatException naming all missing, unknown and wrongly shaped tensors
     */
    public static ModelImport open(Path folder, ModelSpec spec) throws IOException {
        ModelImport model = new ModelImport(folder, spec);
        try {
            model.openFiles();
            model.check();
            model.checkTiedHead();
            return model;
        } catch (IOException | RuntimeException e) {
            try (model) {
                throw e;
            }
        }
    }

    /** The architecture that a folder's {@code config.json} states. */
    public static ModelSpec readSpec(Path folder) throws IOException {
        Path config = folder.resolve("config.json");
        if (!Files.isRegularFile(config)) {
            throw new FormatException(config + " is missing: give a Hugging Face model folder");
        }
        return ModelConfigReader.read(Files.readString(config, StandardCharsets.UTF_8), config.toString());
    }

    public ModelSpec spec() {
        return spec;
    }

    public ParameterTable table() {
        return table;
    }

    /** The file's element type of a parameter. */
    public ElementType type(Parameter parameter) {
        return place(parameter).tensor().type();
    }

    @Override
    public void read(Parameter parameter, long first, ByteBuffer out) throws IOException {
        out.order(ByteOrder.LITTLE_ENDIAN);
        Place place = place(parameter);
        int width = place.tensor().type().bytes();
        for (long at = first; out.hasRemaining(); ) {
            int count = Math.min(PIECE_BYTES / width, out.remaining() / Float.BYTES);
            piece.clear().limit(count * width);
            place.file().read(place.tensor(), at * width, piece);
            Narrowing.widen(place.tensor().type(), piece.flip(), out);
            at += count;
        }
    }

    /** Fills {@code out} with the file's own bytes, not widened. */
    void readRaw(Parameter parameter, long firstByte, ByteBuffer out) throws IOException {
        Place place = place(parameter);
        place.file().read(place.tensor(), firstByte, out);
    }

    /** A whole parameter as fp32, in memory of its own. */
    public HostTensor tensor(String name) throws IOException {
        Parameter parameter = table.find(name);
        if (parameter == null) {
            throw new IllegalArgumentException(folder + ": the model has no parameter " + name);
        }
        ByteBuffer bytes = AlignedBuffers.allocate(DType.F32, parameter.length());
        read(parameter, 0, bytes);
        return new HostTensor(name, DType.F32, parameter.shape(), bytes.flip());
    }

    private Place place(Parameter parameter) {
        Place place = places.get(parameter.name());
        if (place == null || !place.tensor().shape().equals(parameter.shape())) {
            throw new FormatException(
                    folder + ": tensor " + parameter.name() + " of shape " + parameter.shape() + " is not there");
        }
        return place;
    }

    private void openFiles() throws IOException {
        DirectoryStore store = new DirectoryStore(folder);
        if (store.exists(ShardPlan.INDEX)) {
            for (Map.Entry<String, TreeSet<String>> file : weightMap().entrySet()) {
                add(SafetensorsReader.open(store, file.getKey()), file.getValue());
            }
        } else if (store.exists(ShardPlan.SINGLE)) {
            add(SafetensorsReader.open(store, ShardPlan.SINGLE), null);
        } else {
            throw new FormatException(folder + " holds neither " + ShardPlan.SINGLE + " nor " + ShardPlan.INDEX
                    + ": save the model with safe_serialization; pickled weights (.bin, .pth) are not read");
        }
    }

    /** File names with the tensors that the index says they hold. */
    private Map<String, TreeSet<String>> weightMap() throws IOException {
        Path file = folder.resolve(ShardPlan.INDEX);
        JsonNode map = CanonicalJson.read(Files.readString(file, StandardCharsets.UTF_8), file.toString())
                .path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new FormatException(file + ": key weight_map is missing or empty");
        }
        Map<String, TreeSet<String>> byFile = new TreeMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> entries = map.fields(); entries.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = entries.next();
            String shard = entry.getValue().asText();
            if (!shard.matches("[\\w.-]+\\.safetensors")) {
                throw new FormatException(file + ": tensor " + entry.getKey() + " is said to be in '" + shard
                        + "', a file name in the same folder is expected");
            }
            byFile.computeIfAbsent(shard, name -> new TreeSet<>()).add(entry.getKey());
        }
        return byFile;
    }

    private void add(SafetensorsReader file, TreeSet<String> announced) {
        files.add(file);
        TreeSet<String> found = new TreeSet<>();
        for (SafetensorsHeader.Entry tensor : file.header().entries()) {
            found.add(tensor.name());
            if (places.put(tensor.name(), new Place(file, tensor)) != null) {
                throw new FormatException(file.name() + ": tensor " + tensor.name() + " is in another file too");
            }
        }
        if (announced != null && !announced.equals(found)) {
            throw new FormatException(file.name() + ": holds other tensors than " + ShardPlan.INDEX + " says: it has "
                    + found + ", the index names " + announced);
        }
    }

    private void check() {
        List<String> faults = new ArrayList<>();
        for (Parameter parameter : table.parameters()) {
            Place place = places.get(parameter.name());
            if (place == null) {
                faults.add("missing " + parameter.name() + " of shape " + parameter.shape());
            } else if (!place.tensor().shape().equals(parameter.shape())) {
                faults.add(parameter.name() + " has shape " + place.tensor().shape() + ", the model needs "
                        + parameter.shape());
            } else if (!isWeight(place.tensor().type())) {
                faults.add(parameter.name() + " is " + place.tensor().type() + ", F32, BF16 or F16 is read");
            }
        }
        for (String name : places.keySet()) {
            if (table.find(name) == null && !isIgnored(name)) {
                faults.add("unknown " + name);
            }
        }
        if (!faults.isEmpty()) {
            int shown = Math.min(20, faults.size());
            throw new FormatException(folder + " does not hold the model of its configuration: "
                    + String.join("; ", faults.subList(0, shown))
                    + (shown < faults.size() ? "; and " + (faults.size() - shown) + " more" : ""));
        }
    }

    private static boolean isWeight(ElementType type) {
        return type == ElementType.F32 || type == ElementType.BF16 || type == ElementType.F16;
    }

    /** Rotary frequencies are a function of the configuration; a tied head is checked on its own. */
    private boolean isIgnored(String name) {
        return name.endsWith(".rotary_emb.inv_freq") || spec.tied() && name.equals(HEAD);
    }

    private void checkTiedHead() throws IOException {
        Place head = places.get(HEAD);
        if (!spec.tied() || head == null) {
            return;
        }
        Place embedding = places.get(EMBEDDING);
        boolean same = head.tensor().bytes() == embedding.tensor().bytes();
        ByteBuffer other = ByteBuffer.allocateDirect(PIECE_BYTES);
        for (long at = 0; same && at < head.tensor().bytes(); at += piece.limit()) {
            int count = (int) Math.min(PIECE_BYTES, head.tensor().bytes() - at);
            head.file().read(head.tensor(), at, piece.clear().limit(count));
            embedding.file().read(embedding.tensor(), at, other.clear().limit(count));
            same = piece.flip().equals(other.flip());
        }
        if (!same) {
            throw new FormatException(folder + ": tie_word_embeddings is true, but " + HEAD + " differs from "
                    + EMBEDDING + ": set tie_word_embeddings to false");
        }
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (SafetensorsReader file : files) {
            try {
                file.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
