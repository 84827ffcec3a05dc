package org.steelworks.data.clean.recipe;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Parses one YAML document into {@link YamlNode}s. Aliases and further documents are refused: a recipe needs neither. */
final class YamlTree {
    private final String file;
    private final YAMLParser parser;

    private YamlTree(String file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    static YamlNode parse(String file, String yaml) {
        try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
            YamlTree tree = new YamlTree(file, parser);
            if (parser.nextToken() == null) {
                throw new OperatorRecipeException(file, 0, "the file is empty; expected a key \"process\" with a list");
            }
            YamlNode root = tree.node();
            if (parser.nextToken() != null) {
                throw new OperatorRecipeException(
                        file, tree.line(), "a second YAML document begins here; a recipe is one document");
            }
            return root;
        } catch (JacksonException e) {
            throw notYaml(file, e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be parsed", e);
        }
    }

    /** The place that the YAML scanner complains of lies in the cause; the outer one may name an earlier line. */
    private static OperatorRecipeException notYaml(String file, JacksonException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            String context = marked.getContext() == null ? "" : marked.getContext() + ": ";
            return new OperatorRecipeException(
                    file, marked.getProblemMark().getLine() + 1, "this is not YAML: " + context + marked.getProblem());
        }
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        String problem = e.getOriginalMessage().strip().split("\n")[0];
        return new OperatorRecipeException(file, line, "this is not YAML: " + problem);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private YamlNode node() throws IOException {
        int line = line();
        if (parser.isCurrentAlias()) {
            throw new OperatorRecipeException(
                    file, line, "aliases (*" + parser.getText() + ") are not supported; write the value out");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> sequence(line);
            case VALUE_NULL -> new YamlNode.Scalar(line, null);
            case VALUE_TRUE -> new YamlNode.Scalar(line, true);
            case VALUE_FALSE -> new YamlNode.Scalar(line, false);
            case VALUE_NUMBER_INT -> new YamlNode.Scalar(line, wholeNumber(line));
            case VALUE_NUMBER_FLOAT -> new YamlNode.Scalar(line, parser.getDoubleValue());
            default -> new YamlNode.Scalar(line, parser.getText());
        };
    }

    private Long wholeNumber(int line) throws IOException {
        if (parser.getNumberType() == YAMLParser.NumberType.BIG_INTEGER) {
            throw new OperatorRecipeException(
                    file,
                    line,
                    "number " + parser.getText() + " is beyond " + Long.MAX_VALUE + ", the largest allowed");
        }
        return parser.getLongValue();
    }

    private YamlNode sequence(int line) throws IOException {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return new YamlNode.Sequence(line, items);
    }

    private YamlNode mapping(int line) throws IOException {
        List<YamlNode.Entry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int keyLine = line();
            String key = parser.currentName();
            parser.nextToken();
            entries.add(new YamlNode.Entry(keyLine, key, node()));
        }
        return new YamlNode.Mapping(line, entries);
    }
}
