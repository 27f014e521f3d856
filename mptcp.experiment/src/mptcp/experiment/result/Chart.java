package mptcp.experiment.result;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One plot over the time of a run, in seconds; drawn without a display. */
final class Chart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;
    private static final float LINE = 1.4f;
    private static final int DOT = 3;
    /** Okabe and Ito's colours, which people with any colour vision can tell apart. */
    private static final Color[] COLOURS = {new Color(0x0072b2), new Color(0xd55e00), new Color(0x009e73),
        new Color(0xcc79a7), new Color(0xe69f00), new Color(0x56b4e9), new Color(0x000000), new Color(0xf0e442)};

    private final XYChart chart;
    private int lines;
    private boolean empty = true;

    /** Over the time of a run. */
    Chart(String title, String unit, double from, double to) {
        this(title, "time, s", unit);
        chart.getStyler().setXAxisMin(from).setXAxisMax(to);
    }

    Chart(String title, String across, String unit) {
        chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(across).yAxisTitle(unit)
                .theme(ChartTheme.XChart).build();
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        chart.getStyler().setBaseFont(font).setChartTitleFont(font.deriveFont(Font.BOLD, 13f)).setLegendFont(font)
                .setChartTitleBoxVisible(false).setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE).setLegendPosition(LegendPosition.OutsideE)
                .setLegendBorderColor(Color.WHITE).setMarkerSize(DOT);
        chart.getStyler().setAxisTitleFont(font).setAxisTickLabelsFont(font)
                .setPlotGridLinesColor(new Color(0xdddddd)).setErrorBarsColorSeriesColor(true)
                .setYAxisDecimalPattern("#,##0.###").setXAxisDecimalPattern("#,##0.###");
    }

    /** Lets the axis of the quantity begin at 0. */
    Chart fromZero() {
        chart.getStyler().setYAxisMin(0.0);
        return this;
    }

    /** From there to there of the quantity. */
    Chart between(double least, double most) {
        chart.getStyler().setYAxisMin(least).setYAxisMax(most > least ? most : least + 1);
        return this;
    }

    /** So that panels below each other have one width. */
    Chart legendInside() {
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        return this;
    }

    /** A line with intervals around its points, in the colour of the n-th line. */
    void intervals(String name, List<double[]> points, List<Double> halfWidths, int colour) {
        if (points.isEmpty()) {
            return;
        }
        XYSeries s = chart.addSeries(name, points.stream().mapToDouble(p -> p[0]).toArray(),
                points.stream().mapToDouble(p -> p[1]).toArray(),
                halfWidths.stream().mapToDouble(h -> Double.isNaN(h) ? 0 : h).toArray());
        s.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        s.setLineStyle(stroke(colour));
        s.setMarker(SeriesMarkers.NONE);
        s.setLineColor(colour(colour));
        empty = false;
    }

    /** A line; nothing if it has no points. */
    void line(String name, List<double[]> points) {
        XYSeries s = add(name, points, lines++);
        if (s != null) {
            s.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
            s.setLineStyle(stroke(lines - 1));
            s.setMarker(SeriesMarkers.NONE);
        }
    }

    /** Where colours begin anew, lines are broken in another way: no two look the same. */
    static BasicStroke stroke(int number) {
        int round = number / COLOURS.length;
        return round == 0 ? new BasicStroke(LINE) : new BasicStroke(LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, round == 1
                ? new float[] {6, 3} : new float[] {2, 2 + round}, 0);
    }

    /** Dots in the colour of the n-th line. */
    void dots(String name, List<double[]> points, int colour) {
        mark(name, points, colour, SeriesMarkers.CIRCLE);
    }

    /** Crosses in the colour of the n-th line. */
    void crosses(String name, List<double[]> points, int colour) {
        mark(name, points, colour, SeriesMarkers.CROSS);
    }

    private void mark(String name, List<double[]> points, int colour, Marker marker) {
        XYSeries s = add(name, points, colour);
        if (s != null) {
            s.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
            s.setMarker(marker);
        }
    }

    /** The n-th. */
    static Color colour(int number) {
        return COLOURS[number % COLOURS.length];
    }

    private XYSeries add(String name, List<double[]> points, int number) {
        Color colour = colour(number);
        if (points.isEmpty()) {
            return null;
        }
        double[] x = points.stream().mapToDouble(p -> p[0]).toArray();
        double[] y = points.stream().mapToDouble(p -> p[1]).toArray();
        XYSeries s = chart.addSeries(name, x, y);
        s.setLineColor(colour);
        s.setMarkerColor(colour);
        empty = false;
        return s;
    }

    boolean isEmpty() {
        return empty;
    }

    XYChart drawn() {
        return chart;
    }

    /** What a quantity grew by between neighbours, as a rate per second in millions. */
    static List<double[]> rate(List<double[]> totals, double factor) {
        List<double[]> rates = new ArrayList<>();
        for (int i = 1; i < totals.size(); i++) {
            double seconds = totals.get(i)[0] - totals.get(i - 1)[0];
            if (seconds > 0) {
                rates.add(new double[] {totals.get(i)[0],
                        (totals.get(i)[1] - totals.get(i - 1)[1]) * factor / seconds});
            }
        }
        return rates;
    }
}
