package mptcp.shell.text;

/** A horizontal bar of a fixed width: eighths of a character where the terminal shows Unicode, else {@code #}. */
public final class Bar {
    private static final char FULL = '\u2588';
    private static final String EIGHTHS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589";

    private Bar() {}

    /**
     * @param fraction of the width; below 0 counts as 0, above 1 as 1
     * @param width characters, which the result always has
     */
    public static String of(double fraction, int width, boolean unicode) {
        double clipped = Math.clamp(Double.isNaN(fraction) ? 0 : fraction, 0.0, 1.0);
        StringBuilder bar = new StringBuilder(width);
        if (unicode) {
            int eighths = (int) Math.round(clipped * width * 8);
            bar.repeat(FULL, eighths / 8);
            if (eighths % 8 > 0) {
                bar.append(EIGHTHS.charAt(eighths % 8));
            }
        } else {
            bar.repeat('#', (int) Math.round(clipped * width));
        }
        return bar.repeat(' ', width - bar.length()).toString();
    }
}
