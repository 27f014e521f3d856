package mptcp.experiment.result;

import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One plot of values with their intervals above places that have names, each name readable. */
final class Places {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;
    /** Of the part within the axes, about. */
    private static final int PLOT_WIDTH = 700;
    private static final int LETTER_WIDTH = 8;
    private static final int SLANT = 60;
    private static final int DOT = 7;

    private final CategoryChart chart;
    private final List<String> names;
    private boolean empty = true;

    Places(String title, String unit, List<String> names) {
        this.names = names;
        chart = new CategoryChartBuilder().width(WIDTH).height(HEIGHT).title(title).yAxisTitle(unit)
                .theme(ChartTheme.XChart).build();
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
        chart.getStyler().setBaseFont(font).setChartTitleFont(font.deriveFont(Font.BOLD, 13f)).setLegendFont(font)
                .setChartTitleBoxVisible(false).setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE).setLegendPosition(LegendPosition.OutsideE)
                .setLegendBorderColor(Color.WHITE).setMarkerSize(DOT);
        chart.getStyler().setAxisTitleFont(font).setAxisTickLabelsFont(font)
                .setPlotGridLinesColor(new Color(0xdddddd)).setErrorBarsColorSeriesColor(true)
                .setYAxisDecimalPattern("#,##0.###");
        readable(chart.getStyler(), names);
    }

    /** All names are there, upright or slanted as they have room. */
    static void readable(AxesChartStyler styler, List<String> names) {
        int longest = names.stream().mapToInt(String::length).max().orElse(0);
        styler.setXAxisTickMarkSpacingHint(1)
                .setXAxisLabelRotation(longest * LETTER_WIDTH * names.size() > PLOT_WIDTH ? SLANT : 0);
    }

    /** A value for each place, or null; in the colour of the n-th line. */
    void add(String series, List<Double> values, List<Double> halfWidths, int colour) {
        CategorySeries s = chart.addSeries(series, names, values, halfWidths);
        s.setMarker(SeriesMarkers.CIRCLE);
        s.setMarkerColor(Chart.colour(colour));
        s.setLineColor(Chart.colour(colour));
        empty &= values.stream().allMatch(v -> v == null);
    }

    boolean isEmpty() {
        return empty;
    }

    CategoryChart drawn() {
        return chart;
    }
}
