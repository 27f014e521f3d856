package mptcp.experiment;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Says how far a number of jobs is: a bar that is drawn anew on a terminal, elsewhere a line for each
 * tenth, and after a minute without one. Any thread.
 */
final class Progress {
    private static final int WIDTH = 30;
    private static final int STEPS = 10;
    private static final double SECOND = 1e9;
    private static final long MINUTE = 60_000_000_000L;

    private final PrintStream out;
    private final BarredOutput terminal;
    private final LongSupplier clock;
    private final int all;
    private final long startNs;
    private long saidNs;
    private int done;

    /**
     * @param terminal for a bar; null: for lines, which go to {@code out}
     * @param clock nanoseconds, for an estimate of the time left
     */
    Progress(PrintStream out, BarredOutput terminal, LongSupplier clock, int all) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.all = all;
        startNs = clock.getAsLong();
        saidNs = startNs;
        show();
    }

    synchronized void step() {
        done++;
        show();
    }

    private void show() {
        if (all == 0) {
            return;
        }
        if (terminal != null) {
            int full = WIDTH * done / all;
            terminal.bar(done == all ? ""
                    : "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + done + "/" + all + left());
        } else if (done > 0 && (all >= STEPS && done * STEPS / all != (done - 1) * STEPS / all || clock.getAsLong() - saidNs >= MINUTE)) {
            saidNs = clock.getAsLong();
            out.println(done + " of " + all + " runs" + left());
        }
    }

    private String left() {
        if (done == 0 || done == all) {
            return "";
        }
        long seconds = Math.round((clock.getAsLong() - startNs) / SECOND / done * (all - done));
        return String.format(Locale.ROOT, ", %d:%02d left", seconds / 60, seconds % 60);
    }
}
