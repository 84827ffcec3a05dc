package org.steelworks.data.prepare;

import java.nio.file.Path;
import java.util.List;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.recipe.RecipeText;
import org.steelworks.data.flow.PreparePlan;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.raw.Container;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.raw.TextField;
import org.steelworks.data.unit.InputFile;
import org.steelworks.data.unit.InputSet;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitFolder;

/**
 * All that a data node needs to do one unit: it looks at the unit's own file and folder and plans nothing itself.
 *
 * @param attempt names this order; a node that has seen it does not do it twice
 * @param owner whose orders count in the folder now
 * @param folder of the plan's units, on a path that all nodes share
 */
record UnitOrder(String attempt, String owner, String folder, Rules rules, Piece piece) {
    /**
     * How the unit's records are read and cleaned.
     *
     * @param recipeDigest of the recipe's text and of its model files
     */
    record Rules(
            RecipeText recipe,
            String recipeDigest,
            String set,
            String textField,
            ReadingRules reading,
            int traceDocuments,
            int longestLine) {}

    /** The unit and its file, as they were when the cleaning was planned. */
    record Piece(
            int number,
            long start,
            long end,
            String source,
            String path,
            long bytes,
            long modifiedMs,
            RawFormat format,
            Container container) {}

    static UnitOrder of(
            PreparePlan plan, UnitFolder folder, RecipeText recipe, Unit unit, String owner, String attempt) {
        InputSet set = plan.set(unit);
        InputFile file = unit.file();
        return new UnitOrder(
                attempt,
                owner,
                folder.folder().toString(),
                new Rules(
                        recipe,
                        set.recipeDigest(),
                        set.name(),
                        set.textField().name(),
                        plan.spec().rules(),
                        plan.spec().traceDocuments(),
                        plan.spec().longestLine()),
                new Piece(
                        unit.number(),
                        unit.start(),
                        unit.end(),
                        file.source(),
                        file.path().toString(),
                        file.bytes(),
                        file.modifiedMs(),
                        file.format(),
                        file.container()));
    }

    UnitFolder unitFolder() {
        return new UnitFolder(Path.of(folder));
    }

    InputFile file() {
        return new InputFile(
                0,
                piece.source(),
                Path.of(piece.path()),
                piece.bytes(),
                piece.modifiedMs(),
                piece.format(),
                piece.container());
    }

    Unit unit() {
        return new Unit(piece.number(), file(), piece.start(), piece.end());
    }

    /** A plan of this unit alone. */
    PreparePlan plan(OperatorRecipe operators, int parallelism) {
        InputSet set = new InputSet(
                rules.set(),
                List.of(Path.of(piece.path())),
                piece.format(),
                new TextField(rules.textField()),
                operators,
                rules.recipeDigest());
        Path out = Path.of(folder).toAbsolutePath().getParent();
        PrepareSpec spec = PrepareSpec.of(List.of(set), out, parallelism)
                .withRules(rules.reading())
                .withTraceOf(rules.traceDocuments())
                .withLongestLine(rules.longestLine());
        return new PreparePlan(spec, List.of(unit()), "", List.of());
    }
}
