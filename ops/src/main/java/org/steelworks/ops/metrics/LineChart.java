package org.steelworks.ops.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws a curve over steps as SVG: nice ticks, grid, one line; gaps where a value is not finite. Colours come from CSS
 * classes ({@code chart-line}, {@code chart-grid}, {@code chart-axis}, {@code chart-mark}); {@link #standalone} adds
 * them for files.
 */
public final class LineChart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 240;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 14;
    private static final int BOTTOM = 30;
    private static final int TICKS = 5;

    /** What a chart shows. */
    public record Curve(String title, List<StepMetrics> points, ToDoubleFunction<StepMetrics> value) {}

    /** A vertical line at a step, such as a recovery. */
    public record Mark(long step, String label) {}

    private final Curve curve;
    private final List<Mark> marks;
    private final long firstStep;
    private final long lastStep;
    private final Axis axis;

    public LineChart(Curve curve, List<Mark> marks) {
        this.curve = curve;
        this.marks = List.copyOf(marks);
        List<StepMetrics> points = curve.points();
        this.firstStep = points.isEmpty() ? 0 : points.get(0).step();
        this.lastStep = points.isEmpty()
                ? 1
                : Math.max(firstStep + 1, points.get(points.size() - 1).step());
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (StepMetrics point : points) {
            double value = curve.value().applyAsDouble(point);
            if (Double.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        this.axis = low > high ? Axis.of(0, 1) : Axis.of(low, high);
    }

    /** Value axis with round ticks. */
    record Axis(double low, double high, double step) {
        static Axis of(double low, double high) {
            double span = high > low ? high - low : Math.max(Math.abs(high), 1e-9);
            double rough = span / TICKS;
            double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = magnitude;
            for (double factor : new double[] {1, 2, 2.5, 5, 10}) {
                step = factor * magnitude;
                if (step >= rough) {
                    break;
                }
            }
            double bottom = Math.floor(low / step) * step;
            double top = Math.ceil(high / step) * step;
            return new Axis(bottom, top > bottom ? top : bottom + step, step);
        }

        String label(double value) {
            double size = Math.max(Math.abs(low), Math.abs(high));
            if (size >= 100_000 || size < 0.001) {
                return String.format(Locale.ROOT, "%.1e", value);
            }
            int digits = (int) Math.max(0, Math.ceil(-Math.log10(step) + 0.001));
            return String.format(Locale.ROOT, "%." + Math.min(6, digits) + "f", value);
        }
    }

    private double x(long step) {
        return LEFT + (double) (step - firstStep) / (lastStep - firstStep) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (value - axis.low()) / (axis.high() - axis.low()) * (HEIGHT - TOP - BOTTOM);
    }

    /** The chart for a page: no colours of its own. */
    public String svg() {
        StringBuilder out = new StringBuilder();
        open(out);
        body(out);
        return out.append("</svg>").toString();
    }

    /** The chart for a file: with colours and a white ground. */
    public String standalone() {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        open(out);
        out.append("<style>.chart-line{fill:none;stroke:#1f5fbf;stroke-width:1.6}.chart-grid{stroke:#dfe3ea}")
                .append(
                        ".chart-axis{fill:#4a5568;font:11px sans-serif}.chart-mark{stroke:#c2410c;stroke-dasharray:3 3}")
                .append("</style><rect width=\"")
                .append(WIDTH)
                .append("\" height=\"")
                .append(HEIGHT)
                .append("\" fill=\"#fff\"/>");
        body(out);
        return out.append("</svg>\n").toString();
    }

    private void open(StringBuilder out) {
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" data-left=\"")
                .append(LEFT)
                .append("\" data-right=\"")
                .append(WIDTH - RIGHT)
                .append("\" data-first=\"")
                .append(firstStep)
                .append("\" data-last=\"")
                .append(lastStep)
                .append("\"><title>")
                .append(escape(curve.title()))
                .append("</title>");
    }

    private void body(StringBuilder out) {
        for (double value = axis.low(); value <= axis.high() + axis.step() / 2; value += axis.step()) {
            line(out, "chart-grid", LEFT, y(value), WIDTH - RIGHT, y(value));
            label(out, "end", LEFT - 8, y(value) + 4, axis.label(value));
        }
        for (long step : stepTicks()) {
            label(out, "middle", x(step), HEIGHT - 10, Long.toString(step));
        }
        for (Mark mark : marks) {
            if (mark.step() >= firstStep && mark.step() <= lastStep) {
                line(out, "chart-mark", x(mark.step()), TOP, x(mark.step()), HEIGHT - BOTTOM);
            }
        }
        curve(out);
    }

    private List<Long> stepTicks() {
        Axis steps = Axis.of(firstStep, lastStep);
        List<Long> ticks = new ArrayList<>();
        for (double tick = steps.low(); tick <= lastStep; tick += Math.max(1, steps.step())) {
            long step = Math.round(tick);
            if (step >= firstStep) {
                ticks.add(step);
            }
        }
        return ticks;
    }

    private void curve(StringBuilder out) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        StepMetrics only = null;
        for (StepMetrics point : curve.points()) {
            double value = curve.value().applyAsDouble(point);
            if (!Double.isFinite(value)) {
                pen = false;
                continue;
            }
            path.append(pen ? 'L' : 'M')
                    .append(number(x(point.step())))
                    .append(' ')
                    .append(number(y(value)));
            pen = true;
            only = point;
        }
        out.append("<path class=\"chart-line\" d=\"").append(path).append("\"/>");
        if (only != null && curve.points().size() == 1) {
            out.append("<circle class=\"chart-dot\" r=\"3\" cx=\"")
                    .append(number(x(only.step())))
                    .append("\" cy=\"")
                    .append(number(y(curve.value().applyAsDouble(only))))
                    .append("\"/>");
        }
    }

    private static void line(StringBuilder out, String style, double x1, double y1, double x2, double y2) {
        out.append("<line class=\"").append(style).append("\" x1=\"").append(number(x1));
        out.append("\" y1=\"").append(number(y1)).append("\" x2=\"").append(number(x2));
        out.append("\" y2=\"").append(number(y2)).append("\"/>");
    }

    private static void label(StringBuilder out, String anchor, double x, double y, String text) {
        out.append("<text class=\"chart-axis\" text-anchor=\"").append(anchor).append("\" x=\"");
        out.append(number(x)).append("\" y=\"").append(number(y)).append("\">");
        out.append(escape(text)).append("</text>");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
